/** Weights of the loss, as people give and see them. Loads no TensorFlow.js. */
export { configuredWeights, mapStandaloneWeights, namedWeights, type LossWeights } from './standalone-weights.js';
export { INPUT, isEquation11, type EquationWeights } from './equation-weights.js';
export { INTERPOLATIONS, weightAt, type ScheduledWeight, type WeightSchedule } from './weight-schedule.js';
