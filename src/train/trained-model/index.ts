/** Use of trained models: on an engine, and on the images of their data set. */
export { createTrainedModel } from './create-trained-model.js';
export { evaluateImages, openEvaluationImages, type EvaluationImages } from './images.js';
export { saveModel, type SavedModelOptions } from './save-model.js';
export type {
  EvaluateResult,
  RecordingMatch,
  TrainingOverlap,
  ImageEvaluateResult,
  MeasureHooks,
  MeasureOptions,
} from './types.js';
export { withModel } from './with-model.js';
