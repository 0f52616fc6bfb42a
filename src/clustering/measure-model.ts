import type { EngineOptions } from '../engine/index.js';
import type { ModelFolder } from '../train/index.js';
import type { ClusteringData } from './clustering-data.js';
import { measureClusters } from './measure.js';
import type { ClusterResult } from './types.js';

/** How clusters are measured. */
export interface MeasureModelClustersOptions extends EngineOptions {
  /** Of k-means and of the random clusters. */
  readonly seed: number;
  /** Whether k-means on pixels or spectra is among the methods, which takes longest; true unless given. */
  readonly baselines?: boolean;
  /** Hears of what is being done. */
  readonly onStage?: (what: string) => void;
}

/** How the clusters of a model agree with labels, beside k-means and chance. */
export async function measureModelClusters(
  folder: ModelFolder,
  part: ClusteringData,
  options: MeasureModelClustersOptions,
): Promise<ClusterResult> {
  const { data, split, dataset, units, description, usedForTraining, usedForValidation, warnings } = part;
  const { seed, baselines = true, onStage = () => undefined, ...engine } = options;
  const methods = await measureClusters(folder, {
    ...engine,
    ...{ dataset, units, description, seed, networkOnly: !baselines, onStage },
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
