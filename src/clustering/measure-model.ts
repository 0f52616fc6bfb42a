import type { EngineOptions } from '../engine/index.js';
import type { ModelFolder } from '../train/index.js';
import type { ClusteringData } from './clustering-data.js';
import { measureClusters } from './measure.js';
import type { ClusterResult } from './types.js';

export interface MeasureModelClustersOptions extends EngineOptions {
  /** Seed of k-means and of the random clusters. */
  readonly seed: number;
  /** Whether to include k-means on pixels or spectra, the slowest method; default true. */
  readonly baselines?: boolean;
  /** Called with the name of each stage when it starts. */
  readonly onStage?: (what: string) => void;
}

/** Scores the clusters of a model, of k-means and of random assignment against labels. */
export async function measureModelClusters(
  folder: ModelFolder,
  clusteringData: ClusteringData,
  options: MeasureModelClustersOptions,
): Promise<ClusterResult> {
  const { data, split, dataset, units, features, usedForTraining, usedForValidation, warnings } = clusteringData;
  const { seed, baselines = true, onStage = () => undefined, ...engine } = options;
  const methods = await measureClusters(folder, {
    ...engine,
    ...{ dataset, units, features, seed, networkOnly: !baselines, onStage },
  });
  return {
    model: folder.path,
    data,
    split,
    dataset: dataset.name,
    units,
    classes: dataset.classes,
    clusters: folder.manifest.classes.length,
    unsupervised: folder.manifest.unsupervised ?? false,
    seed,
    methods,
    usedForTraining,
    usedForValidation,
    warnings,
  };
}
