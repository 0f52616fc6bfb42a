/** Prediction, and how predictions are scored. */
export * from './prediction/index.js';
export * from './scores/index.js';
