/** Report cards: how well a model names the species of recordings that it did not train on, and what to do with it. */
export { measureReport } from './measure.js';
export { resampleGroups, type GroupResamples } from './resample-groups.js';
export { estimateFraction, estimateOf, independentOutcomes, type Evidence, type GroupOutcome } from './estimate.js';
export type * from './types.js';
