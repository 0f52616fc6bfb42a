/** Events of a training run. Renderers import only this module, which does not load TensorFlow.js. */
export { validationScore } from './validation-score.js';
export type * from './train-events.js';
