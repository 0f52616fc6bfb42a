export * from './checkpoint/index.js';
export * from './config/index.js';
export type * from './events.js';
export { train, type TrainOptions } from './loop.js';
export { predictProgram, type PredictOptions } from './predict.js';
export type { RunData, TestPart } from './options.js';
export { decodeResult, type RunResult } from './result.js';
export { checkRunFolder, readCheckpoint, type Checkpoint, type RunFolderOptions } from './run-folder.js';
export { initialState, parametersOf, trainProgram, type StepOptions } from './step.js';
