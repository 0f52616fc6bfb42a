import type { FrameworkName } from '../names.js';
import type { FrameworkRun, Measurements } from '../types.js';
import { runBestBasis } from './best-basis.js';
import { runKMeans, runNearestNeighbours } from './neighbours.js';
import { runNmf } from './nmf.js';
import { runPca } from './pca.js';
import { runSparseCoding } from './sparse-coding.js';
import { runHardThresholding, runSoftThresholding } from './thresholding.js';
import { runWinnerTakeAll } from './winner-take-all.js';

/** Experiment of each framework. */
export const RUNNERS: Readonly<Record<FrameworkName, (run: FrameworkRun) => Promise<Measurements>>> = {
  'sparse-coding': runSparseCoding,
  nmf: runNmf,
  pca: runPca,
  'soft-thresholding': runSoftThresholding,
  'hard-thresholding': runHardThresholding,
  'best-basis': runBestBasis,
  'winner-take-all': runWinnerTakeAll,
  'k-nn': runNearestNeighbours,
  'k-means': runKMeans,
};
