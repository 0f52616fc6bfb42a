/** How well scores separate the examples of a class from all others, at every threshold. */
export interface Ranking {
  /**
   * Average precision: the mean of the precision at each threshold, weighted by the increase in recall. That of random
   * scores is the fraction of the examples that belong to the class.
   */
  readonly averagePrecision: number;
  /**
   * Area under the receiver operating characteristic: the probability that an example of the class scores higher than
   * one of the others, where a tie counts half. That of random scores is 0.5.
   */
  readonly auroc: number;
}

/**
 * Ranks examples by their scores.
 * @param positives scores of the examples of the class; sorted in place
 * @param negatives scores of the others; sorted in place
 * @returns undefined if either is empty, or a score is not a number
 */
export function rankingOf(positives: Float64Array, negatives: Float64Array): Ranking | undefined {
  if (positives.length === 0 || negatives.length === 0) return undefined;
  positives.sort();
  negatives.sort();
  // NaN is sorted to the end, and equals no threshold.
  if (Number.isNaN(positives.at(-1)) || Number.isNaN(negatives.at(-1))) return undefined;
  let averagePrecision = 0;
  let pairsInOrder = 0;
  let [p, n] = [positives.length, negatives.length];
  while (p > 0) {
    const threshold = positives[p - 1]!;
    const foundAbove = positives.length - p;
    while (n > 0 && negatives[n - 1]! > threshold) n--;
    const wrongAbove = negatives.length - n;
    while (n > 0 && negatives[n - 1]! === threshold) n--;
    while (p > 0 && positives[p - 1]! === threshold) p--;
    const [found, wrong] = [positives.length - p, negatives.length - n];
    const gained = found - foundAbove;
    averagePrecision += (gained / positives.length) * (found / (found + wrong));
    pairsInOrder += gained * (n + (wrong - wrongAbove) / 2);
  }
  return { averagePrecision, auroc: pairsInOrder / (positives.length * negatives.length) };
}

/**
 * Means over the classes that have a ranking: macro average precision (cmAP) and macro AUROC.
 * @returns undefined if none has one
 */
export function macroRanking(rankings: readonly (Ranking | undefined)[]): Ranking | undefined {
  const known = rankings.filter((ranking) => ranking !== undefined);
  if (known.length === 0) return undefined;
  const mean = (value: (ranking: Ranking) => number): number =>
    known.reduce((sum, ranking) => sum + value(ranking), 0) / known.length;
  return {
    averagePrecision: mean(({ averagePrecision }) => averagePrecision),
    auroc: mean(({ auroc }) => auroc),
  };
}

/**
 * Ranks examples by each class's score.
 * @param labels class of each example
 * @param scoreOf score of an example for a class
 */
export function rankingByClass(
  labels: ArrayLike<number>,
  classCount: number,
  scoreOf: (example: number, classIndex: number) => number,
): readonly (Ranking | undefined)[] {
  return Array.from({ length: classCount }, (_, classIndex) => {
    const count = Array.prototype.filter.call(labels, (label) => label === classIndex).length;
    const positives = new Float64Array(count);
    const negatives = new Float64Array(labels.length - count);
    for (let example = 0, p = 0, n = 0; example < labels.length; example++) {
      const score = scoreOf(example, classIndex);
      if (labels[example] === classIndex) positives[p++] = score;
      else negatives[n++] = score;
    }
    return rankingOf(positives, negatives);
  });
}
