/** Compares clusters of a network, and of k-means, with labels. */

// Measures a model's clusters: the examples, the measures, their means over several models.
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
} from './types.js';

// Clustering methods.
export { clusterByKMeans, clusterByNetwork, baselineClusterings, type Clustering } from './clustering.js';
export { clustersOfSources, type SourceClusters } from './by-source.js';
export { kMeans, type KMeansOptions, type KMeansResult, type Points } from './k-means.js';

// Features for k-means.
export { inputsOf } from './points.js';
export { logSpectra } from './spectra.js';

// Comparison of clusters with labels.
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
