/** Clusters of a network, and of k-means, against labels. */
export * from './agreement.js';
export * from './assignment.js';
export * from './by-source.js';
export * from './clustering.js';
export * from './contingency.js';
export * from './k-means.js';
export * from './measure.js';
export * from './points.js';
export * from './score-clusters.js';
export * from './spectra.js';
export * from './types.js';
