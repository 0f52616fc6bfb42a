/** Weights of the loss, as people give and see them. Loads no TensorFlow.js. */
export { givenWeights, mapOwnWeights, namedWeights, type PaperWeights } from './own-weights.js';
export { INPUT, isEquation11, type EquationWeights } from './paper-weights.js';
export { INTERPOLATIONS, weightAt, type ScheduledWeight, type WeightSchedule } from './weight-schedule.js';
