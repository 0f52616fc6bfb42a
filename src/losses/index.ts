/** Loss terms, their weights and their weighted sum; EBGAN losses. */
export { balanceEntropy } from './balance.js';
export { binaryCrossEntropy, binaryEntropy } from './binary.js';
export { crossEntropy } from './cross-entropy.js';
export { entropy } from './entropy.js';
export type { OutputLoss, OutputOptions } from './output-loss.js';
export { outputLoss } from './output-losses.js';
export { viewsBinaryEntropy, viewsEntropy } from './views.js';
export {
  combinedLoss,
  supervisedLoss,
  type CombinedLoss,
  type CombinedLossOptions,
  type LossBatch,
  type RowCounts,
} from './combined.js';

// Loss terms: names, definitions and per-term values.
export {
  forTermNames,
  OUTPUT_ACTIVATIONS,
  STANDALONE_WEIGHTS,
  TERM_NAMES,
  TERMS,
  type OutputActivation,
  type StandaloneWeightName,
  type RowKind,
  type TermDescription,
  type TermName,
  type TermValues,
} from './names.js';
export type { CountedRows, ForwardPass, LossTerm, WeightedTerm, TermOptions } from './term.js';
export { flatTerms, forTerms, LOSS_TERMS, mapTerms, perTerm, type NamedTerm, type PerTerm } from './terms.js';

// Weights: as configured, as scheduled over a run, and as factors of the terms.
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

// EBGAN losses.
export { discriminatorLoss, generatorLoss, pullingAway, type DiscriminatorLoss, type GeneratorLoss } from './ebgan.js';
