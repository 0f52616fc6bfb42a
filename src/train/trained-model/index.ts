/** A trained model in use: on an engine, on the images that it was trained with. */
export { measureImages, openEvaluationImages, type EvaluationImages } from './images.js';
export type { EvaluateResult, TrainingOverlap, ImageEvaluateResult, MeasureHooks, MeasureOptions } from './types.js';
export { withModel } from './with-model.js';
