import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FrameworkResult } from '#src/paper/frameworks/types.js';
import { writeDigits } from '../helpers/digits.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { ESCAPE, lyrebird, parseLines, start } from './support/lyrebird.js';

interface Printed {
  readonly seed: number;
  readonly setting: string;
  readonly partialData: readonly string[];
  readonly frameworks: readonly FrameworkResult[];
}

const { path: folder } = useTemporaryFolder();
beforeAll(() => writeDigits(folder, { train: 250, test: 40 }));

const one = (args: readonly string[]) => lyrebird(['frameworks', ...args, '--threads', '1', '--quiet']);

/** The result without its running time. */
const withoutSeconds = ({ seconds: _seconds, ...figures }: FrameworkResult) => figures;

describe('lyrebird frameworks', () => {
  let ofAll: readonly FrameworkResult[];

  it('prints all nine, each inverse equal to its own formula and each check passed', async () => {
    const { exitCode, stdout, stderr } = await one(['--json']);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const [{ frameworks, setting, partialData }] = parseLines<Printed>(stdout) as [Printed];
    ofAll = frameworks;
    expect(setting).toBe('quick setting: small synthetic data');
    expect(partialData).toEqual([]);
    expect(frameworks.map(({ name }) => name)).toEqual([
      ...['sparse-coding', 'nmf', 'pca', 'soft-thresholding', 'hard-thresholding'],
      ...['best-basis', 'winner-take-all', 'k-nn', 'k-means'],
    ]);
    for (const { closedFormDifference, violation, before, after } of frameworks) {
      expect(closedFormDifference).toBeLessThan(2e-6);
      expect(violation ?? 0).toBeLessThan(1e-6);
      if (before !== null) expect(after).toBeLessThan(before);
    }
    const value = (name: string, check: number): number =>
      frameworks.find((framework) => framework.name === name)!.checks[check]!.value;
    expect(value('sparse-coding', 0)).toBeGreaterThanOrEqual(19);
    expect(value('sparse-coding', 1)).toBeLessThan(1e-3);
    expect(value('nmf', 0)).toBe(12);
    expect(value('nmf', 1)).toBeLessThan(1e-6);
    expect(value('pca', 0)).toBeLessThan(0.2);
    expect(value('pca', 1)).toBeCloseTo(1, 4);
    expect(value('soft-thresholding', 1) - value('soft-thresholding', 0)).toBeGreaterThan(1);
    expect(value('hard-thresholding', 1) - value('hard-thresholding', 0)).toBeGreaterThan(5);
    expect(value('best-basis', 0)).toBe(40);
    expect(value('winner-take-all', 0)).toBe(6);
    expect(value('k-nn', 0)).toBe(300);
    expect(value('k-means', 0)).toBe(600);
    expect(value('k-means', 1)).toBeLessThan(1e-5);
  });

  it('prints a table of the selected frameworks in the order of the paper', async () => {
    const { exitCode, stdout } = await one(['k-means', 'nmf', '--seed', '2']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Table 1 of the paper, quick setting: small synthetic data, seed 2\n');
    expect(stdout).toMatch(/\n {2}NMF +learned +⟨x,Wᵢ⟩ +W, α ≥ 0 +[^\n]+\n {2}k-means +1 +1\[Wᵢ nearest\]/);
    expect(stdout).toMatch(/as Lloyd: 600 of 600/);
    expect(stdout).not.toContain('PCA');
    expect(stdout).not.toContain(ESCAPE);
  });

  it('prints the same numbers for the same seed, whatever else runs, and different ones for another', async () => {
    const figures = async (seed: string): Promise<unknown> => {
      const { stdout } = await one(['k-means', '--seed', seed, '--json']);
      return withoutSeconds(parseLines<Printed>(stdout)[0]!.frameworks[0]!);
    };
    const expected = withoutSeconds(ofAll.find(({ name }) => name === 'k-means')!);
    expect(await figures('1')).toEqual(expected);
    expect(await figures('6')).not.toEqual(expected);
  });

  it('reads digits with --data, reports how few, and draws them with --out', async () => {
    const names = ['pca', 'k-nn'];
    const out = join(folder, 'figures');
    const args = [...names, '--data', folder, '--examples', '200', '--out', out, '--json'];
    const { exitCode, stdout, stderr } = await one(args);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const [{ setting, partialData, frameworks }] = parseLines<Printed>(stdout) as [Printed];
    expect(setting).toContain('quick setting: 200 of 250 digits');
    expect(partialData).toEqual([
      expect.stringContaining('mnist train: PARTIAL DATA, 250 of 60000 images'),
      expect.stringContaining('mnist test: PARTIAL DATA, 40 of 10000 images'),
    ]);
    expect(readFileSync(join(out, 'pca.svg'), 'utf8')).toContain('16 components; PARTIAL DATA');
    expect(frameworks).toHaveLength(2);
    for (const { closedFormDifference } of frameworks) expect(closedFormDifference).toBeLessThan(5e-6);
    expect(frameworks.find(({ name }) => name === 'k-nn')!.checks[0]).toMatchObject({ value: 40 });
    // --out writes the same JSON to a file, and pictures.
    expect(JSON.parse(readFileSync(join(out, 'frameworks.json'), 'utf8'))).toEqual(JSON.parse(stdout));
    const pictures = readdirSync(out).filter((file) => file.endsWith('.png'));
    expect(pictures.sort()).toEqual(['k-nn.png', 'pca.png']);
    expect(readFileSync(join(out, 'k-nn.csv'), 'utf8')).toMatch(/^row,image,y,x,value\nx,1,0,0,/);
  });

  it('says in its table which data are incomplete', async () => {
    const { stdout } = await one(['k-nn', '--data', folder, '--examples', '200']);
    expect(stdout).toMatch(/^Table 1 of .*, seed 1\nmnist train: PARTIAL DATA, .*\nmnist test: PARTIAL DATA, .*\n\n/);
  });

  it.each([
    [['kmeans'], /^lyrebird: command-argument value 'kmeans' is invalid.*Allowed choices are sparse-coding, nmf/, 2],
    [['pca', '--data', '/nowhere'], /^lyrebird: .*\/nowhere/, 3],
    [['pca', '--examples', '20'], /expected a whole number of at least 200, got "20"/, 2],
    [['pca', '--examples', '500'], /^lyrebird: --examples needs --data\n$/, 2],
  ] as const)('refuses %j in one line', async (args, message, code) => {
    const { exitCode, stdout, stderr } = await one(args);
    expect(exitCode).toBe(code);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  it('refuses more examples than the data has', async () => {
    const { exitCode, stderr } = await one(['pca', '--data', folder, '--examples', '300']);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`lyrebird: --examples: expected at most the 250 training images of ${folder}, got 300\n`);
  });

  it('prints finished frameworks when interrupted: exit code 130', async () => {
    const running = start(['frameworks', '--threads', '1']);
    await once(running.stderr, 'data');
    running.kill('SIGINT');
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/\n {2}Sparse coding .*atoms found/);
    expect(stderr).toMatch(
      /^sparse-coding: done in .*\n(?:[a-z-]+: done in .*\n)*interrupted: [1-8] of 9 frameworks finished\n$/,
    );
  });
});
