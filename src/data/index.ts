export * from './batch.js';
export * from './concat.js';
export * from './relabel.js';
export * from './sampler.js';
export * from './split.js';
export * from './subset.js';
export * from './summary.js';
export * from './types.js';
