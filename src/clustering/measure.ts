import { setImmediate as nextTurn } from 'node:timers/promises';
import { withoutLabels, type Dataset, type Units } from '../data/index.js';
import { predictExamples } from '../eval/index.js';
import { clusterByKMeans, clusterByNetwork, baselineClusterings, type Clustering } from './clustering.js';
import { clustersOfSources } from './by-source.js';
import { scoreClusters } from './score-clusters.js';
import { createRng } from '../rng.js';
import { type ModelFolder, withModel } from '../train/index.js';
import type { EngineOptions } from '../engine/index.js';
import type { ClusteringFeatures, MethodScore } from './types.js';

/** What clusters are measured on, and how. */
export interface MeasureClustersOptions extends EngineOptions {
  /** With its labels, by which clusters are measured. */
  readonly dataset: Dataset;
  readonly units: Units;
  readonly description: ClusteringFeatures;
  readonly seed: number;
  /** Leaves out k-means on the description, which takes the longest. */
  readonly networkOnly: boolean;
  /** Hears of what is being done. */
  readonly onStage: (what: string) => void;
}

/** How a network's clusters, and those of the baselines beside it, agree with the labels of a dataset. */
export async function measureClusters(folder: ModelFolder, options: MeasureClustersOptions): Promise<MethodScore[]> {
  const { dataset, units } = options;
  const clusterCount = folder.manifest.classes.length;
  const labels = Int32Array.from({ length: dataset.length }, (_, index) => dataset.label(index));
  const classCount = dataset.classes.length;
  const methods: MethodScore[] = [];
  for await (const clustering of clusterings(folder, clusterCount, options)) {
    const sources = units.source === undefined ? undefined : clustersOfSources(dataset, clustering, clusterCount);
    methods.push({
      method: clustering.method,
      examples: scoreClusters({ labels, clusters: clustering.clusters, classCount, clusterCount }),
      ...(sources && { sources: scoreClusters({ ...sources, classCount, clusterCount }) }),
    });
  }
  return methods;
}

/** The network's clusters, then the others. No label is looked at. */
async function* clusterings(
  folder: ModelFolder,
  clusterCount: number,
  options: MeasureClustersOptions,
): AsyncGenerator<Clustering> {
  const { dataset, description, seed, networkOnly, onStage } = options;
  const rng = createRng(seed).split('clusters');
  onStage('network');
  const unlabelled = withoutLabels(dataset, folder.manifest.classes);
  const predictions = await withModel(folder, options, (run) => predictExamples({ ...run, dataset: unlabelled }));
  yield clusterByNetwork(predictions, clusterCount);
  const outputs = { values: predictions.logits, dimensions: clusterCount };
  yield clusterByKMeans('k-means on f(x)', outputs, clusterCount, rng.split('outputs'));
  if (!networkOnly) {
    onStage(`k-means on ${description.name}`);
    await nextTurn();
    yield clusterByKMeans(`k-means on ${description.name}`, description.of(dataset), clusterCount, rng.split('inputs'));
  }
  yield* baselineClusterings(dataset.length, clusterCount, rng.split('random'));
}
