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

// The terms: how they are called, what they are, something for each of them.
export {
  forTermNames,
  STANDALONE_WEIGHTS,
  TERM_NAMES,
  TERMS,
  type StandaloneWeightName,
  type RowKind,
  type TermDescription,
  type TermName,
  type TermValues,
} from './names.js';
export type { CountedRows, ForwardPass, LossTerm, WeightedTerm, TermOptions } from './term.js';
export { flatTerms, forTerms, LOSS_TERMS, mapTerms, perTerm, type PerTerm } from './terms.js';

// Their weights: as people give them, over a run, and what each term is multiplied by.
export {
  configuredWeights,
  INPUT,
  INTERPOLATIONS,
  isEquation11,
  mapStandaloneWeights,
  namedWeights,
  weightAt,
  type EquationWeights,
  type LossWeights,
  type ScheduledWeight,
  type WeightSchedule,
} from './weights/index.js';
export { equationGradient, termWeights, type TermWeights } from './term-weights.js';

// The EBGAN's.
export { discriminatorLoss, generatorLoss, pullingAway, type DiscriminatorLoss, type GeneratorLoss } from './ebgan.js';
