import { EngineError } from '../errors.js';
import type { Program, TracedProgram } from './types.js';

/**
 * Traces a program, for `Engine.load` of the compiled engine. Loads TensorFlow.js.
 * @throws EngineError if the program has state, or its function cannot be traced
 */
export async function traceProgram(program: Program): Promise<TracedProgram> {
  const { name, inputs, state = {} } = program;
  if (Object.keys(state).length > 0) throw new EngineError(`${name}: a program with state cannot be kept`);
  const { modelOf } = await import('./graph/model.js');
  const { model, spec } = await modelOf(program);
  return { name, inputs, outputs: spec.outputs, onnx: model };
}
