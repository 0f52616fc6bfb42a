/** A trained model in use: on an engine, on the images that it was trained with. */
export { measureImages, openImagePart, type ImagePart } from './images.js';
export type { EvaluateResult, Heard, ImageEvaluateResult, MeasureHooks, MeasureOptions } from './types.js';
export { withModel } from './with-model.js';
