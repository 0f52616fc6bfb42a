/** Predictions against labels: accuracies, confusion, means over time, statistics. Does not load TensorFlow.js. */
export * from './confusion.js';
export * from './context-mean.js';
export * from './probabilities.js';
export * from './ranking.js';
export * from './score.js';
export * from './score-detections.js';
export * from './score-examples.js';
export * from './score-in-context.js';
export * from './score-unlabelled.js';
export * from './softmax.js';
export * from './statistics.js';
