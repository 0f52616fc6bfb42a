export * from './confusion.js';
export * from './evaluate.js';
export * from './predictor.js';
export * from './score.js';
export * from './score-examples.js';
export * from './score-unlabelled.js';
export * from './softmax.js';
export * from './statistics.js';
