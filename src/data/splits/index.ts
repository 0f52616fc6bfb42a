/** Splits into training, validation and test data, and into labelled and unlabelled data. */
export { assignedSplits, splitNamed, type AssignedSplits } from './assigned-splits.js';
export * from './folds.js';
export * from './label-split.js';
export * from './labelled-recordings.js';
export * from './names.js';
export * from './recording-split.js';
export * from './semi-supervised.js';
export * from './split.js';
export type { SplitItem } from './split-item.js';
export * from './split-recordings.js';
