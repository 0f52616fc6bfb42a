import { ConfigError } from '../errors.js';
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
 * @param runs at least one
 * @throws ConfigError if they are measured on different data or by other methods, or their numbers of clusters differ
 */
export function summariseRuns(runs: readonly ClusterResult[]): ClusterSummary {
  const [first] = runs;
  for (const run of runs) checkComparable(first!, run);
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

/** @throws ConfigError naming what differs */
function checkComparable(first: ClusterResult, other: ClusterResult): void {
  const facts: readonly [string, (run: ClusterResult) => string][] = [
    ['is measured by', ({ methods }) => methods.map(({ method }) => method).join(', ')],
    ['is measured on', ({ dataset, split }) => `${dataset} (${split})`],
    ['is measured on the classes', ({ classes }) => classes.join(', ')],
    ['has a number of clusters of', ({ clusters }) => String(clusters)],
  ];
  for (const [what, of] of facts) {
    if (of(other) === of(first)) continue;
    throw new ConfigError(
      `${other.model} ${what} ${of(other)}, ${first.model} ${of(first)}: measure models of different data one by one`,
    );
  }
}

function spreads(scores: readonly ClusterScore[]): Record<ClusterMeasure, Spread> {
  return Object.fromEntries(
    CLUSTER_MEASURES.map((measure) => [measure, spread(scores.map((score) => score[measure]))]),
  ) as Record<ClusterMeasure, Spread>;
}
