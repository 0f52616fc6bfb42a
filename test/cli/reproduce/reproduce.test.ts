import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeDigits } from '../../helpers/digits.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { lyrebird, parseLines } from '../support/lyrebird.js';

const { at } = useTemporaryFolder();
beforeAll(() => writeDigits(at('mnist')));

const args = (...more: string[]): string[] => [
  ...['reproduce', '--table', '2', '--only', 'UResnet3-16/50', '--data', at('mnist'), '--out', at('table')],
  ...['--steps', '2', '--set', 'data.batchSize=10', 'data.validationExamples=50'],
  ...more,
];

describe('lyrebird reproduce', { timeout: 180_000 }, () => {
  it.each([
    [
      'loss.alpha=0.5',
      'the cell UResnet3-16/50 sets it, and its value would count; use lyrebird sweep for other values',
    ],
    ['train.steps=5', 'the cell SmallCNNmean/Sup1000 sets it, and its value would count; give --steps'],
  ])('refuses a setting that a cell has: %s', async (setting, message) => {
    const only = setting.startsWith('train') ? 'SmallCNNmean/Sup1000' : 'UResnet3-16/50';
    const { exitCode, stderr } = await lyrebird(['reproduce', '--table', '2', '--only', only, '--set', setting]);
    expect([exitCode, stderr]).toEqual([2, `lyrebird: --set ${setting.split('=')[0]}: ${message}\n`]);
  });

  it('refuses an empty --only, such as a variable that is not set: it is not all cells', async () => {
    const { exitCode, stderr } = await lyrebird(['reproduce', '--table', '2', '--dry-run', '--only', '']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('expected one or more values, got ""');
  });

  it('--dry-run estimates the time from a short timing, and writes nothing', async () => {
    const { exitCode, stdout, stderr } = await lyrebird(args('--dry-run', '--seeds', '2'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n {2}UResnet3-16\/50 +2 +2 +[\d.]+ .*a short timing\n/);
    expect(stdout).toMatch(/\n {2}2 trials: .* one after the other, at best .* in parallel on this machine\.\n/);
    expect(stderr).toMatch(
      /^cell 1 of 1: counting and timing steps of UResnet3-16\/50\n.*nothing was trained or written/s,
    );
    expect(existsSync(at('table'))).toBe(false);
  });

  it('prints our accuracies next to those of the paper and other methods, and marks partial data', async () => {
    const { exitCode, stdout } = await lyrebird(args('--seeds', '2'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n {2}UResnet3-16 +0\.7 +0\.2 +[\d.]+ ± [\d.]+ \* +2 +2 +98\.7 +-[\d.]+\n/);
    expect(stdout).toMatch(/\n {2}Improved GAN \(Salimans et al., 2016\) +97\.79 ± 1\.36 +99\.07 ± 0\.065\n/);
    expect(stdout).toMatch(/\n {2}PARTIAL DATA: .*200 of 60,?000/);
    const svg = readFileSync(at('table/table-2.svg'), 'utf8');
    for (const text of ['UResnet3-16', 'the paper', 'Improved GAN', 'PARTIAL DATA']) expect(svg).toContain(text);
    expect(readFileSync(at('table/table-2.csv'), 'utf8')).toMatch(
      /\nUResnet3-16,50,0\.7,0\.2,[\d.]+,[\d.]+,2,2,98\.7,,/,
    );
  });

  it('does not train again, and --json has the same numbers', async () => {
    const { stdout } = await lyrebird(args('--seeds', '2', '--json'));
    const events = parseLines<{ type: string }>(stdout);
    expect(events.map(({ type }) => type)).toEqual(['plan', 'end', 'table']);
    expect(events.at(-1)).toMatchObject({
      cells: [{ row: 'UResnet3-16', column: '50', paper: { meanPercent: 98.7 }, ours: { n: 2 }, steps: [2] }],
    });
    const estimate = await lyrebird(args('--seeds', '3', '--dry-run', '--json'));
    expect(parseLines(estimate.stdout)).toMatchObject([
      { type: 'estimate', cells: [{ trials: 1, steps: 2, basis: 'finished trials' }] },
    ]);
  });

  it('--budget stops when its time is over, says what is left, and is no failure', async () => {
    const { exitCode, stdout, stderr } = await lyrebird(
      args('--seeds', '1', '--budget', '0.0002', '--out', at('budget')),
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain('1 trial left: the same command goes on');
    // A short timing takes longer than this budget.
    expect(stderr).not.toContain('started: ');
    expect(stdout).toMatch(/\n {2}UResnet3-16 +0\.7 +0\.2 /);
  });
});
