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

/** Labelled examples on which a model's clusters are measured, and their features for k-means. */
export interface ClusteringData extends TrainingOverlap, Pick<ClusterResult, 'data' | 'split' | 'warnings'> {
  /** Includes the labels, which are used only to score the clusters. */
  readonly dataset: Dataset;
  readonly units: Units;
  /** Features of the examples for the k-means baseline. */
  readonly features: ClusteringFeatures;
}

/** Labelled segments of recordings, as opened by the audio package. */
export interface SegmentsToCluster extends Pick<ClusteringData, 'data' | 'split' | 'warnings' | 'dataset'> {
  readonly trainingOverlap: TrainingOverlap;
  readonly sampleRateHz: number;
}

/**
 * Opens images of the data set on which a model was trained; the features for k-means are pixels.
 * @throws ConfigError if all splits are requested at once
 * @throws DatasetError if files are missing, or differ from those on which the model was trained
 */
export async function imagesToCluster(
  folder: ModelFolder,
  settings: ImageSettings,
  options: MeasureOptions,
): Promise<ClusteringData> {
  const evaluationData = await openEvaluationImages(folder, settings, options);
  return {
    ...evaluationData,
    units: IMAGES,
    features: { name: 'pixels', of: inputsOf },
    usedForTraining: 0,
    usedForValidation: 0,
  };
}

/** Segments of recordings; the features for k-means are log spectra. */
export function segmentsToCluster({
  trainingOverlap,
  sampleRateHz,
  ...evaluationData
}: SegmentsToCluster): ClusteringData {
  return {
    ...evaluationData,
    ...trainingOverlap,
    units: SEGMENTS_OF_RECORDINGS,
    features: { name: 'spectra', of: (dataset) => logSpectra(dataset, sampleRateHz) },
  };
}
