/** The terms of Eq. 10 and their combination. */
export { balanceEntropy } from './balance.js';
export { crossEntropy } from './cross-entropy.js';
export { entropy } from './entropy.js';
export { combinedLoss, supervisedLoss, type CombinedLoss, type LossBatch, type RowCounts } from './combined.js';
export { INTERPOLATIONS, weightAt, type ScheduledWeight, type WeightSchedule } from './weight-schedule.js';
export { INPUT, termWeights, type PaperWeights, type TermWeights } from './term-weights.js';
export { discriminatorLoss, generatorLoss, pullingAway, type DiscriminatorLoss, type GeneratorLoss } from './ebgan.js';
