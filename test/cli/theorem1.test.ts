import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Theorem1Curve, Theorem1Experiment } from '#src/paper/theorem-1/experiment.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { lyrebird } from './support/lyrebird.js';

interface Answer extends Theorem1Experiment {
  readonly curves: readonly Theorem1Curve[];
  readonly files: Readonly<Record<'svg' | 'png' | 'csv', string>>;
}

const folder = useTemporaryFolder();

const SMALL = ['--inputs', '4', '--dimensions', '8', '--classes', '3'];

describe('lyrebird theorem1', () => {
  it('prints the distance of the templates to Eq. 4, and of R to (K − 1)², for each K', async () => {
    const out = join(folder.path, 'text');
    const { exitCode, stdout, stderr } = await lyrebird(['theorem1', ...SMALL, '--out', out]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      `figure: ${join(out, 'theorem-1.svg')}, ${join(out, 'theorem-1.png')}; numbers: ${join(out, 'theorem-1.csv')}\n`,
    );
    expect(stdout).toMatch(/^4 random inputs of norm 1 in 8 dimensions, 3 classes, softmax, seed 1\n/);
    for (const [norm, residual] of [
      ['0.5', '0.250'],
      ['1', '0'],
      ['2', '1.000'],
      ['4', '9.000'],
    ] as const) {
      expect(stdout).toContain(`K = ${norm}: R should converge to (K − 1)² = ${residual}\n`);
    }
    const ends = [...stdout.matchAll(/^ +200 +\S+ +(\S+) +(\S+) +(\S+)$/gm)].map((match) => match.slice(1).map(Number));
    expect(ends).toHaveLength(4);
    for (const [distance, , gap] of ends) {
      expect(distance).toBeLessThan(1e-7);
      expect(gap).toBeLessThan(1e-11);
    }
    expect(ends.map(([, residual]) => Math.round(1000 * residual!) / 1000)).toEqual([0.25, 0, 1, 9]);
  });

  it('--json prints the numbers of some steps, and the CSV of the figure has every step', async () => {
    const { stdout, stderr } = await lyrebird([
      ...['theorem1', ...SMALL, '--norm', '1,3', '--steps', '60', '--seed', '7'],
      ...['--json', '--quiet', '--out', join(folder.path, 'a')],
    ]);
    expect(stderr).toBe('');
    const answer = JSON.parse(stdout) as Answer;
    expect(answer).toMatchObject({
      classes: 3,
      norms: [1, 3],
      inputs: 4,
      dimensions: 8,
      steps: 60,
      seed: 7,
      output: 'softmax',
    });
    expect(answer.curves.map(({ norm, expectedResidual }) => [norm, expectedResidual])).toEqual([
      [1, 0],
      [3, 4],
    ]);
    expect(answer.curves[0]!.steps.map(({ step }) => step)).toEqual([0, 1, 2, 5, 10, 20, 50, 60]);
    for (const { steps } of answer.curves) expect(steps.at(-1)!.distance).toBeLessThan(0.01 * steps[0]!.distance);

    expect(readdirSync(join(folder.path, 'a')).sort()).toEqual(['theorem-1.csv', 'theorem-1.png', 'theorem-1.svg']);
    const rows = parse<Record<string, string>>(readFileSync(answer.files.csv), { columns: true });
    expect(rows).toHaveLength(2 * 61);
    const last = rows.find(({ K, step }) => K === '3' && step === '60')!;
    expect(Number(last['residual'])).toBe(answer.curves[1]!.steps.at(-1)!.residual);
  });

  it('--spherical prints the matches of the wrong classes, which vanish', async () => {
    const { stdout } = await lyrebird([
      ...['theorem1', ...SMALL, '--spherical', '--norm', '1', '--steps', '100', '--out', join(folder.path, 's')],
    ]);
    expect(stdout).toContain('K = 1: matches of the wrong classes should vanish\n');
    const [, first, last] = /^ +0 +\S+ +(\S+)$[^]*^ +100 +\S+ +(\S+)$/m.exec(stdout)!;
    expect(Number(first)).toBeGreaterThan(0.3);
    expect(Number(last)).toBeLessThan(1e-8);
  });

  it.each([
    [['--norm', '1', '-2'], '--norm <K...>', 'expected numbers above 0, got "-2"'],
    [['--norm', '1', '20000'], '--norm <K...>', 'expected numbers of at most 10000, got "20000"'],
    [['--norm', 'Infinity'], '--norm <K...>', 'expected numbers of at most 10000, got "Infinity"'],
    [['--norm', '0'], '--norm <K...>', 'expected numbers above 0, got "0"'],
    [['--norm', ''], '--norm <K...>', 'expected one or more values, got ""'],
    [['--norm', '1', ','], '--norm <K...>', 'expected one or more values, got ","'],
    [['--classes', '1'], '--classes <n>', 'expected a whole number of at least 2, got "1"'],
  ])('refuses %j', async (args, option, reason) => {
    const { exitCode, stderr } = await lyrebird(['theorem1', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`lyrebird: option '${option}' argument`);
    expect(stderr).toContain(reason);
  });
});
