/** Where programs run: two engines behind one interface, which of them to take, and what a machine has. */
export type {
  CompiledProgram,
  DeviceName,
  DataParallel,
  DType,
  Engine,
  EngineName,
  EngineOptions,
  HostTensor,
  HostTensors,
  InputSpecs,
  Program,
  RunResult,
  TensorFunction,
  Tensors,
} from './types.js';
export { dataParallelProgram, type DataParallelProgram } from './data-parallel-program.js';
export { createEngine } from './create.js';
export { pickEngine, type EngineChoice } from './pick.js';
export { probeEngines, type EngineFact, type EngineReport } from './probe.js';
export type { OnnxBackend } from './probe-answer.js';
export { createEnginePool, type EnginePool } from './pool.js';
export { declineTelemetry } from './runtime/telemetry.js';
