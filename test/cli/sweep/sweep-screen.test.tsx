import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { SweepScreen } from '#cli/commands/sweep/screen/components/sweep-screen.js';
import { INITIAL_SWEEP_STATE, reduceSweep, type SweepScreenEvent } from '#cli/commands/sweep/screen/sweep-state.js';

const NAMES = ['loss.alpha=0.3 loss.beta=0.2', 'loss.alpha=0.5 loss.beta=0.2'];

const EVENTS: readonly SweepScreenEvent[] = [
  {
    type: 'plan',
    task: 'bird10',
    cells: NAMES.map((name) => ({ name, settings: {} })),
    seeds: 2,
    firstSeed: 1,
    trials: NAMES.flatMap((cell, i) =>
      [1, 2].map((seed) => ({ cell, seed, folder: `${i}/${seed}`, status: 'unfinished' as const })),
    ),
    parallel: 2,
    threads: 1,
    out: 'runs/sweep-bird10',
  },
  { type: 'trial-start', cell: NAMES[0]!, seed: 1, folder: '0/1' },
  {
    type: 'trial-end',
    cell: NAMES[1]!,
    seed: 1,
    folder: '1/1',
    status: 'failed',
    message: 'a\u001B[2J\nb.wav: damaged',
  },
];

function frame(columns: number, rows: number, more: readonly SweepScreenEvent[] = []): string {
  const state = [...EVENTS, ...more].reduce(reduceSweep, INITIAL_SWEEP_STATE);
  const { lastFrame, unmount } = render(<SweepScreen state={state} columns={columns} rows={rows} />);
  const text = lastFrame() ?? '';
  unmount();
  return text;
}

describe('the screen of a sweep', () => {
  it('shows cells, seeds and failures, with escape codes as escapes', () => {
    expect(frame(100, 24).split('\n')).toEqual([
      'lyrebird sweep bird10  2 cells x 2 seeds  2 at a time, 1 thread each',
      '                                  mean ± std seed 1 seed 2',
      'loss.alpha=0.3 loss.beta=0.2               -    ▸0%      ·',
      'loss.alpha=0.5 loss.beta=0.2               - failed      ·',
      expect.stringMatching(/^━+─+ {2}25% {2}0\/4 trials {2}time left: unknown$/) as string,
      'failed: loss.alpha=0.5 loss.beta=0.2, seed 1 (1/1): a\\u001b[2J\\nb.wav: damaged',
      'Ctrl+C saves and stops',
    ]);
  });

  it('shortens names to what tells cells apart', () => {
    expect(frame(40, 12)).toContain('alpha=0.3… ');
    expect(frame(40, 12)).toContain('alpha=0.5… ');
  });

  it('says what the first Ctrl+C does, and what the second one does', () => {
    const first = { type: 'stopping', how: 'saving' } as const;
    expect(frame(100, 24, [first])).toMatch(/\nstopping: running trials are being saved$/);
    expect(frame(100, 24, [first, { type: 'stopping', how: 'at once' }])).toMatch(/\nstopping at once: .* lose the/);
  });

  it('draws a full bar for a trial that reports more steps than it has', () => {
    const progress = { cell: NAMES[0]!, seed: 1, folder: '0/1', step: 5000, steps: 1, elapsedSeconds: 1 };
    const text = frame(80, 24, [{ type: 'trial-progress', ...progress, etaSeconds: 1, validationAccuracy: null }]);
    expect(text).toMatch(/^━+ {1,2}100% {2}0\/4 trials/m);
  });

  it.each([
    [80, 24],
    [40, 12],
    [20, 24],
    [20, 6],
    [12, 4],
    [8, 3],
    [2, 2],
  ])('fits a terminal of %i columns and %i rows', (columns, rows) => {
    const lines = frame(columns, rows).split('\n');
    expect(lines.length).toBeLessThan(rows);
    for (const line of lines) expect(line.length).toBeLessThan(columns);
  });
});
