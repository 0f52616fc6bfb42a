import type { Points } from './k-means.js';
import type { ClusterScore } from './score-clusters.js';
import type { Dataset, RecordingChoice, Units } from '../data/index.js';
import type { Spread } from '../eval/scores/index.js';
import type { TrainingOverlap } from '../train/index.js';

/** Features of examples for the k-means baseline. */
export interface ClusteringFeatures {
  /** `pixels` or `spectra`. */
  readonly name: string;
  readonly of: (dataset: Dataset) => Points;
}

/** Scores of one clustering method. */
export interface MethodScore {
  readonly method: string;
  /** Scores by example. */
  readonly examples: ClusterScore;
  /** Scores by source, if examples are cut from sources. */
  readonly sources?: ClusterScore;
}

/** Scores of the clusters of one model, and of the baselines; plain JSON. */
export interface ClusterResult extends TrainingOverlap {
  readonly model: string;
  readonly data: string;
  readonly split: RecordingChoice;
  /** Name of the dataset, including which examples were used. */
  readonly dataset: string;
  readonly units: Units;
  readonly classes: readonly string[];
  /** Number of clusters: outputs of the network. */
  readonly clusters: number;
  /** Whether the network was trained without labels. */
  readonly unsupervised: boolean;
  /** Seed of the random baseline and of k-means. */
  readonly seed: number;
  /** The network's clusters come first. */
  readonly methods: readonly MethodScore[];
  readonly warnings: readonly string[];
}

/** Scores of one method over several models. */
export interface MethodSummary {
  readonly method: string;
  readonly examples: Readonly<Record<ClusterMeasure, Spread>>;
  readonly sources?: Readonly<Record<ClusterMeasure, Spread>>;
}

/** Scalar measures of a clustering. */
export const CLUSTER_MEASURES = ['accuracy', 'nmi', 'ari', 'clustersUsed'] as const;
export type ClusterMeasure = (typeof CLUSTER_MEASURES)[number];

/** Scores of several models, and their means; plain JSON. */
export interface ClusterSummary {
  readonly runs: readonly ClusterResult[];
  readonly summary: readonly MethodSummary[];
}
