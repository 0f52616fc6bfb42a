import { type Dataset, IMAGES, SEGMENTS_OF_RECORDINGS, type Units } from '../data/index.js';
import {
  type TrainingOverlap,
  type ImageSettings,
  type MeasureOptions,
  type ModelFolder,
  openEvaluationImages,
} from '../train/index.js';
import { inputsOf } from './points.js';
import { logSpectra } from './spectra.js';
import type { ClusterResult, ClusteringFeatures } from './types.js';

/** Labelled examples that a model's clusters are measured on, and how else they can be described. */
export interface ClusteringData extends TrainingOverlap, Pick<ClusterResult, 'data' | 'split' | 'warnings'> {
  /** With its labels, by which clusters are measured. */
  readonly dataset: Dataset;
  readonly units: Units;
  /** What k-means sees of the examples. */
  readonly description: ClusteringFeatures;
}

/** Labelled segments of recordings, as what reads recordings finds them. */
export interface SegmentsToCluster extends Pick<ClusteringData, 'data' | 'split' | 'warnings' | 'dataset'> {
  readonly trainingOverlap: TrainingOverlap;
  readonly sampleRateHz: number;
}

/**
 * Images of the data set that a model was trained on; k-means sees their pixels.
 * @throws ConfigError if all parts are asked for at once
 * @throws DatasetError if the files are missing, or are others than those that it was trained on
 */
export async function imagesToCluster(
  folder: ModelFolder,
  settings: ImageSettings,
  options: MeasureOptions,
): Promise<ClusteringData> {
  const part = await openEvaluationImages(folder, settings, options);
  return {
    ...part,
    units: IMAGES,
    description: { name: 'pixels', of: inputsOf },
    usedForTraining: 0,
    usedForValidation: 0,
  };
}

/** Segments of recordings; k-means sees their log spectra. */
export function segmentsToCluster({ trainingOverlap, sampleRateHz, ...part }: SegmentsToCluster): ClusteringData {
  return {
    ...part,
    ...trainingOverlap,
    units: SEGMENTS_OF_RECORDINGS,
    description: { name: 'spectra', of: (dataset) => logSpectra(dataset, sampleRateHz) },
  };
}
