import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SweepEvent } from '#src/sweep/events.js';
import { createRng } from '#src/rng.js';
import { lyrebird, parseLines, start } from '../support/lyrebird.js';
import { holdersBelow, killAll, lives } from '../support/processes.js';
import { readTable, type Row } from '../support/sweep-table.js';
import { useTinyRun } from '../support/tiny-run.js';

const { at, corpus } = useTinyRun({ train: false });
const FOUR = ['--grid', 'loss.alpha=0.7,1', '--seeds', '2'];
const args = (out: string, ...more: string[]): string[] => [
  ...['sweep', '--task', 'bird10', '--data', corpus, '--out', at(out)],
  ...['--parallel', '2', '--set', 'train.checkpointEverySeconds=0', '--epochs', '3'],
  ...more,
];

const rows = (out: string): Row[] => readTable(at(out));

/** Hashes of the trained weights of each trial. */
function weights(out: string): string[] {
  return rows(out).map(({ folder: run }) => {
    const { weights: file } = JSON.parse(readFileSync(join(at(out), run!, 'last', 'model.json'), 'utf8')) as {
      readonly weights: { readonly sha256: string };
    };
    return file.sha256;
  });
}

const temporaryFiles = (out: string): string[] =>
  readdirSync(at(out), { recursive: true, encoding: 'utf8' }).filter((name) => /\.tmp$|\.lock-/.test(name));

describe('lyrebird sweep', { timeout: 180_000 }, () => {
  it('trains every combination with every seed, and prints mean, deviation and the best', async () => {
    const { exitCode, stdout, stderr } = await lyrebird(args('whole', ...FOUR));
    expect(stderr).toMatch(/^bird10: 2 cells x 2 seeds = 4 trials; 2 at a time with 1 thread each; in /);
    expect(stderr).toMatch(/\n4\/4 {2}.*: validation [\d.]+%, 6 steps.*\nfinished; tables and runs are in .*\n$/);
    expect(exitCode).toBe(0);
    expect(stdout.match(/ ± /g)).toHaveLength(2);
    expect(stdout.match(/best by validation/g)).toHaveLength(1);
    expect(rows('whole').map(({ 'loss.alpha': alpha, seed, status }) => [alpha, seed, status])).toEqual(
      ['1', '2'].flatMap((seed) => ['0.7', '1'].map((alpha) => [alpha, seed, 'finished'])),
    );
    for (const { folder: run, ...row } of rows('whole')) {
      const config = readFileSync(join(at('whole'), run!, 'config.yaml'), 'utf8');
      expect(config).toContain(`seed: ${row['seed']}`);
      expect(config).toContain('threads: 1');
    }
  });

  it.skipIf(!existsSync('/proc/self/exe'))(
    'killed at random moments, alone or with its trials, it resumes to the same table',
    async () => {
      const rng = createRng(5);
      let kills = 0;
      for (let attempt = 0; attempt < 4; attempt++) {
        const run = start(args('broken', ...FOUR));
        // Wait until a trial has locked its folder; then kill at a random moment.
        while (run.exitCode === null && holdersBelow(join(at('broken'), 'trials')).length === 0) await delay(20);
        await Promise.race([run, delay(rng.integer(1200))]);
        if (run.exitCode !== null) break;
        const trials = holdersBelow(join(at('broken'), 'trials'));
        run.kill('SIGKILL');
        // Every other time the trials survive the sweep: they notice, save, and exit.
        if (attempt % 2 === 0) killAll(trials);
        await run;
        kills++;
        if (attempt === 1) {
          for (let i = 0; i < 300 && trials.some(lives); i++) await delay(100);
          expect(trials.filter(lives)).toEqual([]);
        }
      }
      expect(kills).toBeGreaterThanOrEqual(3);
      const { exitCode, stderr } = await lyrebird(args('broken', ...FOUR));
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('4/4')]);
      expect(rows('broken')).toEqual(rows('whole'));
      expect(weights('broken')).toEqual(weights('whole'));
      expect(temporaryFiles('broken')).toEqual([]);
    },
  );

  it('repeats no trial, adds new cells and seeds, and does not count cells removed from the grid', async () => {
    const again = await lyrebird(args('whole', ...FOUR, '--json'));
    expect(parseLines<SweepEvent>(again.stdout).map(({ type }) => type)).toEqual(['plan', 'end']);
    const other = await lyrebird(args('whole', '--grid', 'loss.alpha=0.7,0.9', '--json'));
    const events = parseLines<SweepEvent>(other.stdout);
    expect(events.filter(({ type }) => type === 'trial-start')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({
      type: 'end',
      cells: [{ name: 'loss.alpha=0.7' }, { name: 'loss.alpha=0.9' }],
    });
    expect(rows('whole')).toHaveLength(2);
    expect(existsSync(join(at('whole'), 'trials', 'loss.alpha=1', 'seed-2', 'best', 'model.json'))).toBe(true);
  });

  it('refuses different base settings, in one line', async () => {
    const { exitCode, stderr } = await lyrebird(args('whole', ...FOUR, '--set', 'data.batchSize=50'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^lyrebird: .* is a sweep with data.batchSize = 100, got 50: .*\n$/);
  });

  it('Ctrl+C saves and ends with 130; a second sweep of the folder is refused while it runs', async () => {
    const endless = args('stopped', '--grid', 'loss.alpha=0.5,1', '--epochs', '1000', '--json');
    const run = start(endless);
    for await (const line of createInterface(run.stdout)) {
      if ((JSON.parse(line) as SweepEvent).type === 'trial-progress') break;
    }
    const second = await lyrebird(endless);
    expect([second.exitCode, second.stderr]).toEqual([7, expect.stringContaining(`is in use by process ${run.pid}`)]);
    run.kill('SIGINT');
    const { exitCode } = await run;
    expect(exitCode).toBe(130);
    expect(holdersBelow(at('stopped'))).toEqual([]);
    const { step } = JSON.parse(
      readFileSync(join(at('stopped'), 'trials', 'loss.alpha=0.5', 'seed-1', 'last', 'model.json'), 'utf8'),
    ) as { step: number };
    expect(step).toBeGreaterThan(0);
    expect(rows('stopped').map(({ status }) => status)).toEqual(['unfinished', 'unfinished']);
  });

  it.each([
    [[], 2, 'no recordings given: pass their folder with --data'],
    [['--data', at('nowhere')], 3, `${at('nowhere')}: `],
  ])('without data, with %j, ends before it makes a folder', async (data, code, message) => {
    const out = at('without-data');
    const { exitCode, stderr } = await lyrebird(['sweep', '--task', 'bird10', ...FOUR, ...data, '--out', out]);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(`lyrebird: ${message}`)]);
    expect(existsSync(out)).toBe(false);
  });

  it('prints each warning of its trials once, and ends with 4 if one left data out', async () => {
    cpSync(corpus, at('damaged'), { recursive: true });
    const [species] = readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const broken = at('damaged', species!.name, 'broken.wav');
    writeFileSync(broken, 'no sound');
    const short = ['--data', at('damaged'), '--grid', 'loss.alpha=0.7,1', '--epochs', '1', '--quiet'];
    const { exitCode, stderr } = await lyrebird(args('warned', ...short));
    expect([exitCode, stderr]).toEqual([4, expect.stringMatching(/^warning: [^\n]*broken\.wav[^\n]*\n$/)]);
  });

  it('names a failed trial, finishes the others, and ends with 9; the next sweep tries it again', async () => {
    const failing = args('failing', '--grid', 'optimiser.learningRate=0.001,1e38');
    const { exitCode, stderr, stdout } = await lyrebird(failing);
    expect(exitCode).toBe(9);
    expect(stderr).toMatch(/\nfailed: optimiser.learningRate=1e\+38, seed 1 \(.*\): .*step \d+.*\n/);
    expect(stdout).toContain('best by validation');
    expect(rows('failing').map(({ status }) => status)).toEqual(['finished', 'failed']);
    expect((await lyrebird(failing)).stderr).toContain('1 already finished');
  });

  it.each([
    [['--grid', 'loss.alpha=0.5,3'], 'lyrebird: loss.alpha: expected at most 1, got 3\n'],
    [['--grid', 'loss.aplha=0.5'], 'lyrebird: unknown key loss.aplha: did you mean loss.alpha?\n'],
    [['--queue', 'redis://127.0.0.1:1'], 'lyrebird: --parallel has no effect with --queue, as workers run the trials'],
    [['--seeds', '0'], 'expected a whole number of at least 1, got "0"'],
  ])('%j is an invalid command line: exit code 2, and nothing is written', async (more, message) => {
    const { exitCode, stderr } = await lyrebird(args('wrong', ...more));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(at('wrong'))).toBe(false);
  });
});
