/** Optimisers: from gradients to new parameters, as pure functions of tensors. */
export {
  ADAM_DEFAULTS,
  adamUpdate,
  biasCorrections,
  type AdamInputs,
  type AdamOptions,
  type AdamState,
} from './adam.js';
export { adamwUpdate, type AdamwOptions } from './adamw.js';
export { averageRate, averageUpdate } from './average.js';
export { clipByGlobalNorm } from './clip.js';
export { createOptimiser, type Optimiser, type OptimiserState, type StateGroup } from './optimiser.js';
export {
  OPTIMISER_DEFAULTS,
  OPTIMISER_KINDS,
  type OptimiserKind,
  type OptimiserOptions,
  weightDecayOf,
} from './options.js';
export { sgdUpdate, type SgdOptions, type SgdState } from './sgd.js';
