/** Means over neighbours, for rows that come one after the other. */
export interface ContextMean {
  /**
   * The next row.
   * @param values [length]; copied
   * @param weight how much it counts in the means that it is part of
   */
  push(values: ArrayLike<number>, weight?: number): void;
  /** Ends the series: gives the means of the last rows. What is pushed afterwards begins another one. */
  flush(): void;
}

/**
 * Weighed means over each row of a series and its neighbours, in order: a row's mean is over those at most `reach` before and after it, fewer at
 * both ends. Where all of them have weight 0, all count alike.
 *
 * Every mean is added up anew: running sums would carry what a loud row was rounded by into the quiet ones after it.
 * @param length of a row
 * @param reach rows before, and rows after; 0 gives every row as it is
 * @param take called for every row, `reach` rows late or at the end; the mean is overwritten afterwards
 */
export function createContextMean(length: number, reach: number, take: (mean: Float64Array) => void): ContextMean {
  const size = 2 * reach + 1;
  const rows = new Float64Array(size * length);
  const weights = new Float64Array(size);
  const mean = new Float64Array(length);
  let pushed = 0;
  let taken = 0;

  const takeNext = (): void => {
    const from = Math.max(0, taken - reach);
    const until = Math.min(pushed, taken + reach + 1);
    let sum = 0;
    for (let row = from; row < until; row++) sum += weights[row % size]!;
    const alike = sum === 0 ? 1 : 0;
    const total = alike ? until - from : sum;
    mean.fill(0);
    for (let row = from; row < until; row++) {
      const share = (alike || weights[row % size]!) / total;
      const offset = (row % size) * length;
      for (let i = 0; i < length; i++) mean[i]! += share * rows[offset + i]!;
    }
    taken++;
    take(mean);
  };

  return {
    push(values, weight = 1) {
      const place = pushed % size;
      for (let i = 0; i < length; i++) rows[place * length + i] = values[i]!;
      weights[place] = weight;
      pushed++;
      if (pushed > reach) takeNext();
    },
    flush() {
      while (taken < pushed) takeNext();
      pushed = taken = 0;
    },
  };
}
