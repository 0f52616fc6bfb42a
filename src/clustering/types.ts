import type { Points } from './k-means.js';
import type { ClusterScore } from './score-clusters.js';
import type { Dataset, SplitChoice, Units } from '../data/index.js';
import type { TrainingOverlap } from '../train/index.js';

/** How else the examples can be described to k-means. */
export interface ClusteringFeatures {
  /** `pixels`, `spectra`. */
  readonly name: string;
  readonly of: (dataset: Dataset) => Points;
}

/** One way to put the data into clusters, measured. */
export interface MethodScore {
  readonly method: string;
  /** Each example for itself. */
  readonly examples: ClusterScore;
  /** Each source, where examples are cut from sources. */
  readonly sources?: ClusterScore;
}

/** The clusters of one model, measured; plain JSON. */
export interface ClusterResult extends TrainingOverlap {
  readonly model: string;
  readonly data: string;
  readonly split: SplitChoice;
  /** The data set, and which of its examples were taken. */
  readonly dataset: string;
  readonly units: Units;
  readonly classes: readonly string[];
  /** Outputs of the network. */
  readonly clusters: number;
  /** Whether the network was trained without labels. */
  readonly unsupervised: boolean;
  /** Of the random baselines and of k-means. */
  readonly seed: number;
  /** The network's own clusters first. */
  readonly methods: readonly MethodScore[];
  readonly warnings: readonly string[];
}

/** Mean and sample standard deviation of a figure. */
export interface Spread {
  readonly mean: number;
  /** 0 of one. */
  readonly std: number;
}

/** One method over several models. */
export interface MethodSummary {
  readonly method: string;
  readonly examples: Readonly<Record<ClusterMeasure, Spread>>;
  readonly sources?: Readonly<Record<ClusterMeasure, Spread>>;
}

/** What is told of a clustering in one number each. */
export const CLUSTER_MEASURES = ['accuracy', 'nmi', 'ari', 'clustersUsed'] as const;
export type ClusterMeasure = (typeof CLUSTER_MEASURES)[number];

/** The clusters of several models, measured; plain JSON. */
export interface ClusterSummary {
  readonly runs: readonly ClusterResult[];
  readonly summary: readonly MethodSummary[];
}
