/**
 * Lyrebird's library: the inverse of any deep network, the losses built on it, networks, engines and training.
 *
 * Tensors are TensorFlow.js's; take `tf` from here, so that its gradients can be differentiated twice.
 */
export { tf } from './ops/index.js';
export * as ops from './ops/index.js';
export * from './inversion/index.js';
export * from './losses/index.js';
export * from './models/index.js';
export * from './engine/index.js';
export * from './errors.js';
export { createRng, type Rng } from './rng.js';
export { trainProgram, gradientProgram, initialState, parametersOf, type StepOptions } from './train/index.js';
export { predictProgram, type PredictOptions } from './eval/index.js';
export { ADAM_DEFAULTS, adamUpdate, biasCorrections, type AdamOptions, type AdamState } from './train/index.js';
export { rowCounts, scalarInputs, weightScalars } from './train/index.js';
export type { TrainEvent } from './train/index.js';
export { train, type TrainOptions } from './train/index.js';
export {
  imageTasks,
  loadConfig,
  openTaskData,
  type ConfigKind,
  type ImageConfig,
  type TaskKind,
  type TrainConfig,
} from './train/index.js';
export { loadModel, type ModelFolder } from './train/checkpoint/index.js';
export {
  createPredictor,
  evaluate,
  evaluateExamples,
  reconstructExamples,
  type EvaluateOptions,
} from './eval/index.js';
export { UNLABELLED, type Dataset } from './data/index.js';
