/** Clusters of a network, and of k-means, against labels. */

// A model's clusters measured: the examples, the measurement, the mean over several models.
export { imagesToCluster, segmentsToCluster, type ClusteringData, type SegmentsToCluster } from './clustering-data.js';
export { measureModelClusters, type MeasureModelClustersOptions } from './measure-model.js';
export { summariseRuns } from './summary.js';
export { measureClusters, type MeasureClustersOptions } from './measure.js';
export {
  CLUSTER_MEASURES,
  type ClusterResult,
  type ClusterSummary,
  type ClusteringFeatures,
  type ClusterMeasure,
  type MethodScore,
  type MethodSummary,
  type Spread,
} from './types.js';

// Ways to put examples into clusters.
export { clusterByKMeans, clusterByNetwork, baselineClusterings, type Clustering } from './clustering.js';
export { clustersOfSources, type SourceClusters } from './by-source.js';
export { kMeans, type KMeansOptions, type KMeansResult, type Points } from './k-means.js';

// Examples as points for k-means.
export { inputsOf } from './points.js';
export { logSpectra } from './spectra.js';

// Clusters compared with labels.
export { adjustedRandIndex, normalisedMutualInformation } from './agreement.js';
export { clusteringAccuracy, nameClusters, type ClusterNames } from './assignment.js';
export {
  columnSums,
  contingencyTable,
  rowSums,
  type ContingencyInput,
  type ContingencyTable,
  type Grouping,
} from './contingency.js';
export { scoreClusters, type ClusterScore } from './score-clusters.js';
