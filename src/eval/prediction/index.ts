/** Outputs of trained networks for given examples: logits, R, reconstructions, templates. */
export { engineNetwork, type EngineNetwork } from './engine-network.js';
export * from './evaluate.js';
export type { ModelRun } from './model-run.js';
export {
  predictFromBlocks,
  predictFromSharedBlocks,
  predictFromStatistics,
  predictProgram,
  type PredictOptions,
} from './predict.js';
export * from './predictor.js';
export * from './reconstruct.js';
export * from './templates.js';
