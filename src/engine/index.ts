/** Two engines behind one interface, the choice between them, and a probe of what works on this machine. */
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
  Preparation,
  Program,
  RunResult,
  TensorFunction,
  TracedProgram,
  Tensors,
} from './types.js';
export { dataParallelProgram, type DataParallelProgram } from './data-parallel-program.js';
export { prepared, type PreparationModule } from './preparation.js';
export { traceProgram } from './traced-program.js';
export { createEngine } from './create.js';
export { pickEngine, threadsNotice, type EngineChoice } from './pick.js';
export { probeEngines, type EngineProbe, type EngineReport } from './probe.js';
export type { OnnxBackend } from './probe-answer.js';
export { createEnginePool, startPoolEngine, type EnginePool } from './pool.js';
export { declineTelemetry } from './runtime/telemetry.js';
