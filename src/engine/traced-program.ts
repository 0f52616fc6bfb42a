import { EngineError } from '../errors.js';
import type { InputSpecs, Program } from './types.js';

/** A program without state in the form that ONNX Runtime loads: plain data, which can be kept in a file. */
export interface TracedProgram {
  readonly name: string;
  readonly inputs: InputSpecs;
  readonly outputs: readonly string[];
  /** Serialised ONNX ModelProto. */
  readonly onnx: Uint8Array;
}

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
