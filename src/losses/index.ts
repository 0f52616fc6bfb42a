/** The terms of the loss, one object each, their weights and their sum; the losses of an EBGAN. */
export { balanceEntropy } from './balance.js';
export { crossEntropy } from './cross-entropy.js';
export { entropy } from './entropy.js';
export {
  combinedLoss,
  supervisedLoss,
  type CombinedLoss,
  type CombinedLossOptions,
  type LossBatch,
  type RowCounts,
} from './combined.js';
export { INPUT, isEquation11 } from './paper-weights.js';
export type { CountedRows, ForwardPass, LossTerm, RowKind, Summand, TermOptions } from './term.js';
export {
  givenWeights,
  mapOwnWeights,
  namedWeights,
  paperGradient,
  termWeights,
  type PaperWeights,
  type TermWeights,
} from './term-weights.js';
export { OWN_WEIGHTS, TERM_NAMES, type OwnWeightName, type TermName, type TermValues } from './names.js';
export { flatTerms, forTerms, LOSS_TERMS, mapTerms, perTerm, type PerTerm } from './terms.js';
export { INTERPOLATIONS, weightAt, type ScheduledWeight, type WeightSchedule } from './weight-schedule.js';
export { discriminatorLoss, generatorLoss, pullingAway, type DiscriminatorLoss, type GeneratorLoss } from './ebgan.js';
