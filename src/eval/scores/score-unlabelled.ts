import type { Predictions } from './score-examples.js';
import { argMax, softmaxRow } from './softmax.js';

/** Scores of predictions that need no labels. */
export interface UnlabelledScore {
  readonly examples: number;
  /** Mean of E over the examples, in nats: high where predictions are uncertain. */
  readonly entropy: number;
  /** Entropy of the mean prediction, in nats: high if all clusters are used equally often. */
  readonly balance: number;
  /** Mean of R; absent if it was not computed. */
  readonly residual?: number;
  /** Number of clusters that are the most probable one for at least one example. */
  readonly clustersUsed: number;
}

/**
 * Scores predictions without using labels.
 * @param classCount number of clusters
 */
export function scoreUnlabelled({ logits, residual }: Predictions, classCount: number): UnlabelledScore {
  const examples = logits.length / classCount;
  const sums = new Float64Array(classCount);
  const probabilities = new Float64Array(classCount);
  const used = new Set<number>();
  let entropies = 0;
  for (let index = 0; index < examples; index++) {
    softmaxRow(logits, index, probabilities);
    entropies += entropyOf(probabilities);
    for (let c = 0; c < classCount; c++) sums[c]! += probabilities[c]!;
    used.add(argMax(logits, index * classCount, classCount));
  }
  const count = Math.max(examples, 1);
  return {
    examples,
    entropy: entropies / count,
    balance: entropyOf(sums.map((sum) => sum / count)),
    ...(residual && { residual: residual.reduce((sum, value) => sum + value, 0) / count }),
    clustersUsed: used.size,
  };
}

/** Shannon entropy of a distribution, in nats. */
function entropyOf(probabilities: Float64Array): number {
  return probabilities.reduce((sum, p) => sum - (p === 0 ? 0 : p * Math.log(p)), 0);
}
