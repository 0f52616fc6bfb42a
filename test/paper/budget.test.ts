import { describe, expect, it } from 'vitest';
import { withinBudget, type CellEstimate } from '#src/paper/index.js';
import { createCell, trialsOf, type Trial } from '#src/sweep/index.js';

const cells = [10, 100, 30].map((seconds) => createCell({ 'train.steps': seconds }));
const estimates = cells.map((cell): CellEstimate => {
  const steps = Number(cell.settings['train.steps']);
  return { cell, trials: 2, steps, secondsPerStep: 1, basis: 'a short timing' };
});
const trials = trialsOf(cells, 2);
const chosen = (seconds: number, parallel = 1, open = trials): string[] =>
  withinBudget(open, estimates, { seconds, parallel }).map(
    ({ cell, seed }) => `${String(cell.settings['train.steps'])}/${seed}`,
  );

describe('trials within a budget', () => {
  it('are those, in order, that fit beside the ones before them', () => {
    expect(chosen(55)).toEqual(['10/1', '30/1', '10/2']);
    expect(chosen(1000)).toHaveLength(6);
  });

  it('may be more if several run at a time, but none is longer than the budget', () => {
    expect(chosen(55, 2)).toEqual(['10/1', '30/1', '10/2', '30/2']);
  });

  it('are one at least: it is stopped, and continued the next time', () => {
    expect(chosen(5)).toEqual(['10/1']);
  });

  it('are the short ones first, although a long one is before them; then the long one, until it is done', () => {
    const [short, long] = trials as [Trial, Trial];
    expect(short.cell.settings['train.steps']).toBe(10);
    expect(long.cell.settings['train.steps']).toBe(100);
    expect(chosen(55, 1, [long, short])).toEqual(['10/1']);
    expect(chosen(55, 1, [long])).toEqual(['100/1']);
  });
});
