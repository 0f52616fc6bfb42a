import { spread, type Spread } from '../eval/scores/index.js';
import type { ClusterScore } from './score-clusters.js';
import {
  CLUSTER_MEASURES,
  type ClusterResult,
  type ClusterSummary,
  type ClusterMeasure,
  type MethodSummary,
} from './types.js';

/**
 * Averages the scores of several models, e.g. of one experiment with several seeds.
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
  return Object.fromEntries(
    CLUSTER_MEASURES.map((measure) => [measure, spread(scores.map((score) => score[measure]))]),
  ) as Record<ClusterMeasure, Spread>;
}
