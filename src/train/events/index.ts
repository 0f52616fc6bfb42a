/** Events of a training run. Renderers import only this module, which does not load TensorFlow.js. */
export { isBetter, MEASURE_NAMES, MEASURES, type Measure, type MeasuredEpoch, type MeasureName } from './measures.js';
export type * from './train-events.js';
