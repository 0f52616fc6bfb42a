/** Running means of a stream of rows, each over the row and its neighbours. */
export interface ContextMean {
  /**
   * Adds the next row.
   * @param values [length]; copied
   * @param weight weight of the row in every mean that includes it
   */
  push(values: ArrayLike<number>, weight?: number): void;
  /** Ends the series and emits the means of its last rows. The next `push` begins a new series. */
  flush(): void;
}

/**
 * Computes weighted means over each row of a series and its neighbours, in order: those at most `reach` rows before or
 * after it, fewer at both ends. If all of them have weight 0, they are weighted equally.
 *
 * Every mean is summed from scratch: a running sum would carry the rounding error of a loud row into the quiet rows
 * after it.
 * @param length length of a row
 * @param reach neighbours on each side; with 0, every row is its own mean
 * @param take called for every row in order, `reach` rows late or on `flush`, with its mean and the row itself; both
 *   are reused
 */
export function createContextMean(
  length: number,
  reach: number,
  take: (mean: Float64Array, own: Float64Array) => void,
): ContextMean {
  const size = 2 * reach + 1;
  const rows = new Float64Array(size * length);
  const slots = Array.from({ length: size }, (_, slot) => rows.subarray(slot * length, (slot + 1) * length));
  const weights = new Float64Array(size);
  const mean = new Float64Array(length);
  let pushed = 0;
  let taken = 0;

  const takeNext = (): void => {
    const from = Math.max(0, taken - reach);
    const until = Math.min(pushed, taken + reach + 1);
    let sum = 0;
    for (let row = from; row < until; row++) sum += weights[row % size]!;
    const equalWeight = sum === 0 ? 1 : 0;
    const total = equalWeight ? until - from : sum;
    mean.fill(0);
    for (let row = from; row < until; row++) {
      const fraction = (equalWeight || weights[row % size]!) / total;
      const offset = (row % size) * length;
      for (let i = 0; i < length; i++) mean[i]! += fraction * rows[offset + i]!;
    }
    const own = slots[taken % size]!;
    taken++;
    take(mean, own);
  };

  return {
    push(values, weight = 1) {
      const slot = pushed % size;
      for (let i = 0; i < length; i++) rows[slot * length + i] = values[i]!;
      weights[slot] = weight;
      pushed++;
      if (pushed > reach) takeNext();
    },
    flush() {
      while (taken < pushed) takeNext();
      pushed = taken = 0;
    },
  };
}
