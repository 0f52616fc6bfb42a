import type { Program } from '../types.js';
import type { Model } from '../runtime/protocol.js';

/**
 * Traces a program and writes it as an ONNX model.
 * @param splittable inputs that the model may read as ranges of columns, see `splitInputs`
 * @throws EngineError if the function cannot be traced, naming the operation
 */
export async function modelOf(program: Program, splittable: readonly string[] = []): Promise<Model> {
  const { name, state = {} } = program;
  // Imported here: loading TensorFlow.js takes a third of a second, during which the worker loads ONNX Runtime.
  const [{ trace }, { optimise, splitInputs }, { writeOnnx }] = await Promise.all([
    import('./tracer.js'),
    import('./passes/index.js'),
    import('./onnx-writer.js'),
  ]);
  const { trace: split, columns } = splitInputs(optimise(trace(program)), splittable);
  const { graph, outputs } = split;
  const inputs = graph.inputs.map(({ origin }) => (origin as { name: string }).name);
  const spec = { name, inputs, columns, state, outputs: Object.keys(outputs) };
  return { model: writeOnnx(graph, outputs, name), spec };
}
