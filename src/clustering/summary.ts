import { mean, standardDeviation } from '../eval/scores/index.js';
import type { ClusterScore } from './score-clusters.js';
import {
  FIGURES,
  type ClusterResult,
  type ClusterSummary,
  type Figure,
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

function spreads(scores: readonly ClusterScore[]): Record<Figure, Spread> {
  const spread = (figure: Figure): Spread => {
    const values = scores.map((score) => score[figure]);
    return { mean: mean(values), std: standardDeviation(values) };
  };
  return Object.fromEntries(FIGURES.map((figure) => [figure, spread(figure)])) as Record<Figure, Spread>;
}
