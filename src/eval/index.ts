/** Predictions of trained models, and their scores. */
export * from './prediction/index.js';
export * from './scores/index.js';
