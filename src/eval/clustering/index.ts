export * from './agreement.js';
export * from './assignment.js';
export * from './contingency.js';
export * from './k-means.js';
export * from './score-clusters.js';
