import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { SweepEvent, TrialId } from '#cli/sweep/events.js';
import { SweepScreen } from '#cli/sweep/render/components/sweep-screen.js';
import { INITIAL_SWEEP_STATE, reduceSweep, secondsLeft } from '#cli/sweep/render/sweep-state.js';

const CELLS = ['0.3', '0.5', '0.7'].map((alpha) => ({
  name: `loss.alpha=${alpha}`,
  settings: { 'loss.alpha': alpha },
}));
const id = (cell: number, seed: number): TrialId => ({
  cell: CELLS[cell]!.name,
  seed,
  folder: `trials/${CELLS[cell]!.name}/seed-${seed}`,
});
const result = (validationAccuracy: number) => ({
  steps: 100,
  seconds: 50,
  secondsPerStep: 0.5,
  validationAccuracy,
  testAccuracy: null,
  partialData: [],
});

const PLAN: SweepEvent = {
  type: 'plan',
  task: 'mnist',
  out: 'runs/sweep-mnist',
  cells: CELLS,
  seeds: 2,
  parallel: 2,
  threads: 1,
  trials: [1, 2].flatMap((seed) => [0, 1, 2].map((cell) => ({ ...id(cell, seed), status: 'unfinished' as const }))),
};
/** One cell done, one failed, one running, three waiting. */
const EVENTS: readonly SweepEvent[] = [
  PLAN,
  { type: 'trial-start', ...id(0, 1) },
  { type: 'trial-start', ...id(1, 1) },
  { type: 'trial-end', ...id(0, 1), status: 'finished', result: result(0.9) },
  { type: 'trial-end', ...id(1, 1), status: 'failed', message: 'the loss is NaN after step 3' },
  { type: 'trial-start', ...id(2, 1) },
  {
    type: 'trial-progress',
    ...id(2, 1),
    step: 40,
    steps: 100,
    elapsedSeconds: 20,
    etaSeconds: 30,
    validationAccuracy: 0.5,
  },
];
const END: SweepEvent = {
  type: 'end',
  reason: 'interrupted',
  out: 'runs/sweep-mnist',
  best: null,
  bestBy: null,
  cells: [],
};

const stateAfter = (events: readonly SweepEvent[]) => events.reduce(reduceSweep, INITIAL_SWEEP_STATE);

function frame(events: readonly SweepEvent[], columns: number, rows: number): string {
  const { lastFrame, unmount } = render(<SweepScreen state={stateAfter(events)} columns={columns} rows={rows} />);
  const text = lastFrame() ?? '';
  unmount();
  return text;
}

describe('the screen of a sweep', () => {
  it('has a line a cell with its mean and every seed, then progress, failures and what can be done', () => {
    const lines = frame(EVENTS, 100, 30).split('\n');
    expect(lines[0]).toBe('lyrebird sweep mnist  3 cells x 2 seeds  2 at a time, 1 thread each');
    expect(lines.slice(1, 5)).toEqual([
      '                    mean ± std seed 1 seed 2',
      'loss.alpha=0.3           90.00  90.0%      ·',
      'loss.alpha=0.5               - failed      ·',
      'loss.alpha=0.7               -   ▸40%      ·',
    ]);
    expect(lines[5]).toMatch(/^━+─+ {2}40% {2}1\/6 trials {2}1m 30s left$/);
    expect(lines[6]).toMatch(/^failed: loss.alpha=0.5, seed 1 \(trials\/.*\): the loss is NaN after step 3$/);
    expect(lines[7]).toBe('Ctrl+C saves and stops');
  });

  it('judges the time left by the trials so far', () => {
    expect(secondsLeft(stateAfter([PLAN]))).toBeNull();
    // 30 s of the one that runs, 50 s for each of three that wait, two at a time.
    expect(secondsLeft(stateAfter(EVENTS))).toBe((30 + 3 * 50) / 2);
  });

  it('keeps a last frame that says where everything is', () => {
    expect(frame([...EVENTS, END], 100, 30)).toContain(
      'interrupted, saved in runs/sweep-mnist: the same command goes on',
    );
  });

  it.each([
    [120, 40],
    [80, 24],
    [40, 12],
    [30, 8],
    [24, 5],
  ])('fits a terminal of %i columns and %i rows', (columns, rows) => {
    for (let length = 0; length <= EVENTS.length; length++) {
      const lines = frame(EVENTS.slice(0, length), columns, rows).split('\n');
      expect(lines.length).toBeLessThan(rows);
      for (const line of lines) expect(line.length).toBeLessThan(columns);
    }
  });
});
