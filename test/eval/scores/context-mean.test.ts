import { describe, expect, it } from 'vitest';
import { createContextMean } from '#src/eval/index.js';

/** Means of rows with one value each, in order. */
function meansOf(values: readonly number[], reach: number, weights?: readonly number[]): number[] {
  const means: number[] = [];
  const context = createContextMean(1, reach, ([mean]) => means.push(mean!));
  values.forEach((value, i) => context.push([value], weights?.[i]));
  context.flush();
  return means;
}

describe('means in context', () => {
  it('are over the neighbouring rows, fewer at both ends', () => {
    expect(meansOf([1, 2, 6, 4, 14], 1)).toEqual([1.5, 3, 4, expect.closeTo(8, 9), 9]);
    expect(meansOf([3, 5], 4)).toEqual([4, 4]);
    expect(meansOf([], 2)).toEqual([]);
  });

  it('with reach 0 are the rows themselves, bit for bit', () => {
    const values = [0.1, 0.2, 1 / 3];
    expect(meansOf(values, 0)).toEqual(values);
    expect(meansOf(values, 0, [0.013, 0, 7])).toEqual(values);
  });

  it('are weighted, and unweighted if all weights are 0', () => {
    expect(meansOf([0, 1, 0], 1, [1, 3, 0])).toEqual([0.75, 0.75, 1]);
    expect(meansOf([8, 1, 3, 5], 1, [9, 0, 0, 0])).toEqual([8, 8, 3, 4]);
  });

  it('of quiet rows carry no rounding error from an earlier loud row', () => {
    const quiet = 1e-12;
    expect(meansOf([0.3, 0.7, 0.7, 0.7], 1, [1e6, quiet, quiet, quiet]).slice(2)).toEqual([0.7, 0.7]);
  });

  it('are emitted as soon as their rows are complete, for each series separately', () => {
    const means: number[][] = [];
    const rows: number[][] = [];
    const context = createContextMean(2, 1, (mean, own) => {
      means.push([...mean]);
      rows.push([...own]);
    });
    context.push([0, 4]);
    expect(means).toEqual([]);
    context.push([2, 0]);
    expect(means).toEqual([[1, 2]]);
    context.flush();
    context.push([9, 9]);
    context.flush();
    expect(means).toEqual([
      [1, 2],
      [1, 2],
      [9, 9],
    ]);
    expect(rows).toEqual([
      [0, 4],
      [2, 0],
      [9, 9],
    ]);
  });
});
