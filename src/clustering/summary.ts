import { mean, standardDeviation } from '../eval/scores/index.js';
import type { ClusterScore } from './score-clusters.js';
import {
  CLUSTER_MEASURES,
  type ClusterResult,
  type ClusterSummary,
  type ClusterMeasure,
  type MethodSummary,
  type Spread,
} from './types.js';

/**
 * Several models, as those of one experiment with several seeds, and what their clusters come to on average.
 * @param runs at least one; all with the same methods
 */
export function summariseRuns(runs: readonly ClusterResult[]): ClusterSummary {
  const [first] = runs;
  const summary = first!.methods.map(({ method, sources }): MethodSummary => {
    const scores = runs.map(({ methods }) => methods.find((other) => other.method === method)!);
    return {
      method,
      examples: spreads(scores.map(({ examples }) => examples)),
      ...(sources && { sources: spreads(scores.flatMap((score) => score.sources ?? [])) }),
    };
  });
  return { runs, summary };
}

function spreads(scores: readonly ClusterScore[]): Record<ClusterMeasure, Spread> {
  const spread = (figure: ClusterMeasure): Spread => {
    const values = scores.map((score) => score[figure]);
    return { mean: mean(values), std: standardDeviation(values) };
  };
  return Object.fromEntries(CLUSTER_MEASURES.map((figure) => [figure, spread(figure)])) as Record<
    ClusterMeasure,
    Spread
  >;
}
