import type { ClusterScore } from '../../src/eval/clustering/index.js';
import type { Units } from '../../src/data/index.js';
import type { Heard, SplitChoice } from '../evaluate/types.js';

/** One way to put the data into clusters, measured. */
export interface MethodScore {
  readonly method: string;
  /** Each example for itself. */
  readonly examples: ClusterScore;
  /** Each source, where examples are cut from sources. */
  readonly sources?: ClusterScore;
}

/** What `lyrebird cluster --json` prints. */
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
