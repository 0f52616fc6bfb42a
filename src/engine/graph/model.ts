import type { Program } from '../types.js';
import type { Model } from '../runtime/protocol.js';

/**
 * Traces a program and writes it as an ONNX model.
 * @throws EngineError if the function cannot be traced, naming the operation
 */
export async function modelOf(program: Program): Promise<Model> {
  const { name, inputs, state = {} } = program;
  // Imported here: loading TensorFlow.js takes a third of a second, during which the worker loads ONNX Runtime.
  const [{ trace }, { optimise }, { writeOnnx }] = await Promise.all([
    import('./tracer.js'),
    import('./passes/index.js'),
    import('./onnx-writer.js'),
  ]);
  const { graph, outputs } = optimise(trace(program));
  const spec = { name, inputs: Object.keys(inputs), state, outputs: Object.keys(outputs) };
  return { model: writeOnnx(graph, outputs, name), spec };
}
