/** What a training run tells, and how it is read. Loads no TensorFlow.js: whoever draws a run reads these. */
export { validationScore } from './validation-score.js';
export type * from './train-events.js';
