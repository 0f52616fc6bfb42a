import type { Points } from './k-means.js';
import type { ClusterScore } from './score-clusters.js';
import type { Dataset, SplitChoice, Units } from '../data/index.js';
import type { Heard } from '../train/index.js';

/** How else the examples can be described to k-means. */
export interface Description {
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
export interface ClusterResult extends Heard {
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
  readonly examples: Readonly<Record<Figure, Spread>>;
  readonly sources?: Readonly<Record<Figure, Spread>>;
}

/** What is told of a clustering in one number each. */
export const FIGURES = ['accuracy', 'nmi', 'ari', 'clustersUsed'] as const;
export type Figure = (typeof FIGURES)[number];

/** The clusters of several models, measured; plain JSON. */
export interface ClusterSummary {
  readonly runs: readonly ClusterResult[];
  readonly summary: readonly MethodSummary[];
}
