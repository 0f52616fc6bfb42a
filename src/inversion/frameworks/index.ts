/**
 * Table 1 of the paper: classical frameworks as functions f with inverse Σᵢ αᵢ df(x)ᵢ/dx and loss R, computed by the
 * same code that inverts networks. Each namespace has `f` and `loss`, usually a `violation` of its constraint, and, if
 * it learns, `init`, `update` and `fit`.
 */
export * as sparseCoding from './sparse-coding.js';
export * as nmf from './nmf.js';
export * as pca from './pca.js';
export * as winnerTakeAll from './winner-take-all.js';
export * as bestBasis from './best-basis.js';
export * as nearestNeighbours from './nearest-neighbours.js';
export * as kMeans from './k-means.js';
export * as fittedWavelet from './fitted-wavelet.js';
export * as wavelets from './wavelets/index.js';
export {
  softThresholding,
  hardThresholding,
  softThreshold,
  hardThreshold,
  universalThresholds,
  noiseLevel,
  type Threshold,
  type Thresholding,
} from './thresholding.js';
export type { FitOptions, State } from './fitting.js';
export { reconstructionLoss } from './reconstruction-loss.js';
