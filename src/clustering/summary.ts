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
 * @throws ConfigError if they are of different kinds of data, and so have other methods
 */
export function summariseRuns(runs: readonly ClusterResult[]): ClusterSummary {
  const [first] = runs;
  const namesOf = ({ methods }: ClusterResult): string => methods.map(({ method }) => method).join(', ');
  const other = runs.find((run) => namesOf(run) !== namesOf(first!));
  if (other) {
    throw new ConfigError(
      `${other.model} is measured by ${namesOf(other)}, ${first!.model} by ${namesOf(first!)}: ` +
        'measure models of different data one by one',
    );
  }
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
