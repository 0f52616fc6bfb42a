/** Outputs of trained networks for given examples: logits, R, reconstructions, templates. */
export * from './evaluate.js';
export type { ModelRun } from './model-run.js';
export { predictFromStatistics, predictProgram, type PredictOptions } from './predict.js';
export * from './predictor.js';
export * from './reconstruct.js';
export * from './templates.js';
