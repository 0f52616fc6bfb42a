/** Datasets and views of them, splits, samplers. Image data sets are in `images/`. */
export * from './array-dataset.js';
export * from './batch.js';
export * from './concat.js';
export * from './examples.js';
export * from './relabel.js';
export * from './sampler.js';
export * from './splits/index.js';
export * from './subset.js';
export * from './summary.js';
export * from './types.js';
export * from './units.js';
export * from './without-labels.js';
