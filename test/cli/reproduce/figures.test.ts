import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeDigits } from '../../helpers/digits.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { lyrebird, parseLines } from '../support/lyrebird.js';
import { useTinyRun } from '../support/tiny-run.js';

const { at } = useTemporaryFolder();
beforeAll(() => writeDigits(at('mnist')));
const birds = useTinyRun({ train: false });

const csv = (file: string): Record<string, string>[] => parse(readFileSync(file), { columns: true });
const draw = (figure: string, ...more: string[]) => lyrebird(['reproduce', '--figure', figure, ...more]);

describe('lyrebird reproduce --figure', { timeout: 180_000 }, () => {
  it('3 draws the reconstructions and prints R of the selected networks', async () => {
    const args = ['--only', 'SmallCNN/max', 'SmallCNN/inhibitor', '--data', at('mnist'), '--out', at('three')];
    const settings = ['--steps', '3', '--set', 'data.batchSize=10', 'data.validationExamples=50'];
    const { exitCode, stdout, stderr } = await draw('3', ...args, ...settings);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('PARTIAL DATA')]);
    expect(stdout).toMatch(/\n {2}SmallCNN +max +[\d.]+ +\d+ of 10 +[\d.]+% +3\n {2}SmallCNN +inhibitor +/);
    expect(stderr).toContain(`figure: ${at('three')}/figure-3.svg`);
    const svg = readFileSync(at('three/figure-3.svg'), 'utf8');
    for (const text of ['SmallCNN, α = 0.6, β = 0.5', 'original', 'inhibitor', 'PARTIAL DATA']) {
      expect(svg).toContain(text);
    }
    expect(svg).not.toContain('undefined');
    expect(svg.match(/<image /g)).toHaveLength(30);
    expect(readFileSync(at('three/figure-3.png')).subarray(1, 4).toString()).toBe('PNG');

    const again = await draw('3', ...args, ...settings, '--json');
    const { networks } = parseLines<{
      type: string;
      networks: { pooling: string; digits: { relativeResidual: number }[] }[];
    }>(again.stdout).at(-1)!;
    const pixels = csv(at('three/figure-3.csv'));
    expect(pixels).toHaveLength(10 * 28 * 28);
    for (const { pooling, digits } of networks) {
      const first = pixels.filter(({ input }) => input === pixels[0]!['input']);
      const sum = (of: (row: Record<string, string>) => number): number =>
        first.reduce((total, row) => total + of(row) ** 2, 0);
      const residual =
        sum((row) => Number(row[pooling]) - Number(row['original'])) / sum((row) => Number(row['original']));
      expect(residual).toBeCloseTo(digits[0]!.relativeResidual, 5);
    }
  });

  it('--quick does not measure test accuracies', async () => {
    const args = ['--only', 'mean', '--data', at('mnist'), '--out', at('quick'), '--quick', '--steps', '2'];
    const { exitCode, stdout } = await draw('1', ...args, '--set', 'data.batchSize=10', 'data.validationExamples=50');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n {2}Resnet2-32 +mean +[\d.]+ +\d+ of 10 +- +2\n/);
    const run = join(
      at('quick'),
      'trials',
      'loss.alpha=0.3,loss.beta=0.5,model.kind=mean,model.name=resnet2-32',
      'seed-1',
    );
    const result = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')) as Record<string, unknown>;
    expect(result).toMatchObject({ examples: { test: null } });
    expect(result).not.toHaveProperty('test');
  });

  it('2 draws runs without and with R on any corpus', async () => {
    const settings = ['--quick', '--epochs', '2', '--set', 'data.batchSize=40'];
    const args = ['--only', 'baseline', '0.7/0.3', '--data', birds.corpus, '--out', at('two')];
    const { exitCode, stdout } = await draw('2', ...args, ...settings);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\n {2}1\/0 +2 +[\d.]+ ± [\d.]+ .*\n {2}0\.7\/0\.3 \* +2 +[\d.]+ ± [\d.]+ .* -?[\d.]+ ± [\d.]+\n/,
    );
    const rows = csv(at('two/figure-2.csv'));
    expect(rows.map(({ alpha, seed, epoch }) => [alpha, seed, epoch].join())).toEqual([
      ...['1,1,1', '1,1,2', '1,2,1', '1,2,2'],
      ...['0.7,1,1', '0.7,1,2', '0.7,2,1', '0.7,2,2'],
    ]);
    expect(readFileSync(at('two/figure-2.svg'), 'utf8')).toContain('best, α = 0.7, β = 0.3');
  });

  it('2 --dry-run counts the steps of its epochs on the recordings, and writes nothing to --out', async () => {
    const args = ['--quick', '--epochs', '3', '--data', birds.corpus, '--out', at('dry'), '--set', 'data.batchSize=40'];
    const { exitCode, stdout, stderr } = await draw('2', ...args, '--dry-run', '--json', '--only', 'baseline');
    expect([exitCode, stderr]).toEqual([0, 'cell 1 of 1: counting and timing steps of 1/0\n']);
    const run = readFileSync(at('two/trials/loss.alpha=1,loss.beta=0/seed-1/result.json'), 'utf8');
    const { steps } = JSON.parse(run) as { steps: number };
    expect(parseLines(stdout)).toMatchObject([
      { type: 'estimate', cells: [{ name: '1/0', trials: 2, steps: (steps / 2) * 3, basis: 'a short timing' }] },
    ]);
    expect(existsSync(at('dry'))).toBe(false);
    const without = await draw('2', '--dry-run');
    expect([without.exitCode, without.stderr]).toEqual([2, expect.stringContaining('no recordings given')]);
  });

  it('refuses a queue, neither or both of --table and --figure, and unknown cells', async () => {
    const queue = await draw('1', '--queue', 'redis://127.0.0.1:1');
    expect([queue.exitCode, queue.stderr]).toEqual([2, expect.stringContaining('leave out --queue')]);
    const neither = await lyrebird(['reproduce']);
    expect([neither.exitCode, neither.stderr]).toEqual([2, expect.stringContaining('--table 2, 3 or 4, or --figure')]);
    const both = await draw('1', '--table', '2');
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('cannot be used with')]);
    const unknown = await draw('1', '--only', 'SmallCNN');
    expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('expected a row (Resnet2-32)')]);
  });
});
