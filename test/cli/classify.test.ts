import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordingResult, SegmentVerdict } from '#cli/classify/types.js';
import { lockFolder } from '#src/folder-lock.js';
import { ESCAPE, lyrebird, parseLines, start } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { folder, corpus, model } = useTinyRun();
const at = (name: string): string => join(folder, name);
const classify = (...more: string[]) => lyrebird(['classify', '--model', model, ...more]);

const BIRD = join(corpus, 'Synthetica_trillans/synthetic-trillans-01-1.wav');
const OTHER = join(corpus, 'Synthetica_duplex/synthetic-duplex-01-1.wav');

/** Two recordings of one name in two folders, one elsewhere. */
beforeAll(() => {
  for (const name of ['night/a', 'night/b', 'night/ünï код']) mkdirSync(at(name), { recursive: true });
  copyFileSync(BIRD, at('night/a/x.wav'));
  copyFileSync(OTHER, at('night/b/x.wav'));
  copyFileSync(BIRD, at('night/ünï код/with space.WAV'));
});

describe('lyrebird classify', () => {
  it('--format json prints exactly one object a recording, ranked', async () => {
    const { exitCode, stdout } = await classify(BIRD, OTHER, '--format', 'json', '--min-probability', '0');
    expect(exitCode).toBe(0);
    const results = parseLines<RecordingResult>(stdout);
    expect(results.map(({ file }) => file)).toEqual([BIRD, OTHER]);
    for (const { durationSeconds, species, segments, warnings } of results) {
      expect(durationSeconds).toBe(1);
      expect(species).toHaveLength(10);
      const probabilities = species.map(({ probability }) => probability);
      expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
      expect(species.map((entry) => entry.species)).not.toContain('background');
      for (const run of segments) expect(run.endSeconds - run.startSeconds).toBeGreaterThan(0.4999);
      expect(warnings).toEqual([]);
    }
  });

  it('--by-loudness ranks by weighed means, segments as they are', async () => {
    const json = ['--format', 'json', '--min-probability', '0'];
    const [plain, weighed] = await Promise.all([classify(BIRD, ...json), classify(BIRD, ...json, '--by-loudness')]);
    const [before, after] = [plain, weighed].map(({ stdout }) => parseLines<RecordingResult>(stdout)[0]!);
    expect(after!.segments).toEqual(before!.segments);
    const top = (result: RecordingResult | undefined): number => result!.species[0]!.probability;
    expect(top(after)).not.toBe(top(before));
    expect(after!.species.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThan(1.0001);
  });

  it('--context gives segments the mean of those around them, and leaves the ranking of the recording alone', async () => {
    const [alone, around] = await Promise.all(
      ['0', '0.11'].map((context) => classify(BIRD, '--all-segments', '--context', context)),
    );
    const [before, after] = [alone!, around!].map(({ stdout }) => parseLines<SegmentVerdict>(stdout));
    expect(after!.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual(
      before!.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]),
    );
    const [species] = Object.keys(before![0]!.probabilities) as [string];
    // Segments begin every 50 ms: two of them are within 110 ms on either side.
    before!.forEach((_, index) => {
      const near = before!.slice(Math.max(0, index - 2), index + 3).map(({ probabilities }) => probabilities[species]!);
      const mean = near.reduce((sum, value) => sum + value, 0) / near.length;
      expect(after![index]!.probabilities[species]).toBeCloseTo(mean, 4);
    });
    const rankings = await Promise.all(
      ['0', '0.11'].map(async (context) => {
        const { stdout } = await classify(BIRD, '--format', 'json', '--context', context);
        return parseLines<RecordingResult>(stdout)[0]!.species;
      }),
    );
    expect(rankings[1]).toEqual(rankings[0]);
  });

  it.each([
    ['1e9', /expected at most 60 seconds, got "1e9"/],
    ['0.02', /^lyrebird: a context of 0.02 s holds no other segment: they begin every 0.05 s\n$/],
  ])('--context %s is refused: exit code 2', async (context, message) => {
    const { exitCode, stderr } = await classify(BIRD, '--context', context);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('prints a table for people, and on stderr what a probability means and how it went', async () => {
    const { stdout, stderr } = await classify(BIRD);
    expect(stdout).toContain(`${BIRD}  (1.00 s)\n  #  species`);
    expect(stdout).not.toContain(ESCAPE);
    expect(stderr).toMatch(
      /^Probability: how sure the network is, .*\n1 recording classified: 1s of sound in .*, \d+ times real time\n$/,
    );
  });

  it('--quiet leaves stderr empty', async () => {
    const { stdout, stderr } = await classify(BIRD, '--quiet', '--top', '1');
    expect(stdout).toContain('\n  1  ');
    expect(stdout).not.toContain('\n  2  ');
    expect(stderr).toBe('');
  });

  it('--all-segments prints every segment as a line of JSON, background aside', async () => {
    const { stdout } = await classify(BIRD, OTHER, '--all-segments');
    const verdicts = parseLines<SegmentVerdict>(stdout);
    expect(verdicts).toHaveLength(2 * 11);
    expect(verdicts.slice(0, 11).every(({ file }) => file === BIRD)).toBe(true);
    expect(verdicts[1]).toMatchObject({ startSeconds: 0.05, endSeconds: 0.55 });
    for (const { species, probability, probabilities } of verdicts) {
      expect(Object.keys(probabilities)).toHaveLength(10);
      expect(probability).toBe(probabilities[species]);
      expect(probability).toBe(Math.max(...Object.values(probabilities)));
    }
  });

  it('a recording means the mean over its segments', async () => {
    const [all, one] = await Promise.all([classify(BIRD, '--all-segments'), classify(BIRD, '--format', 'json')]);
    const verdicts = parseLines<SegmentVerdict>(all.stdout);
    const [result] = parseLines<RecordingResult>(one.stdout);
    for (const { species, probability } of result!.species) {
      const mean = verdicts.reduce((sum, { probabilities }) => sum + probabilities[species]!, 0) / verdicts.length;
      expect(probability).toBeCloseTo(mean, 4);
    }
  });

  it('goes on behind a file that cannot be read: named on stderr, exit code 4', async () => {
    writeFileSync(at('empty.wav'), '');
    writeFileSync(at('text.wav'), 'this is no sound');
    const { exitCode, stdout, stderr } = await classify(
      at('empty.wav'),
      BIRD,
      at('text.wav'),
      OTHER,
      '--format',
      'json',
    );
    expect(exitCode).toBe(4);
    expect(parseLines<RecordingResult>(stdout).map(({ file }) => file)).toEqual([BIRD, OTHER]);
    const [first, second, summary] = stderr.split('\n');
    expect(first).toBe(`lyrebird: ${at('empty.wav')}: empty file (0 bytes)`);
    expect(second).toContain(`lyrebird: ${at('text.wav')}: `);
    expect(summary).toContain('2 recordings classified, 2 failed');
  });

  it('uses what there is of a truncated recording, and says so', async () => {
    writeFileSync(at('cut.wav'), readFileSync(BIRD).subarray(0, 44 + 2 * 33_075));
    const { exitCode, stdout, stderr } = await classify(at('cut.wav'), '--format', 'json');
    expect(exitCode).toBe(0);
    const [result] = parseLines<RecordingResult>(stdout);
    expect(result!.durationSeconds).toBe(0.75);
    expect(result!.warnings).toHaveLength(1);
    expect(stderr).toContain(`warning: ${at('cut.wav')}: ${result!.warnings[0]}\n`);
  });

  it('a recording shorter than a segment is one segment', async () => {
    writeFileSync(at('short.wav'), readFileSync(BIRD).subarray(0, 44 + 2 * 4_410));
    const { stdout } = await classify(at('short.wav'), '--all-segments', '--quiet');
    const verdicts = parseLines<SegmentVerdict>(stdout);
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]).toMatchObject({ startSeconds: 0, endSeconds: 0.1 });
  });

  it.each([
    ['a folder without audio', () => model, 3, /^lyrebird: no audio in .*\n$/],
    [
      'a file that is not there',
      () => at('nowhere.wav'),
      3,
      /^lyrebird: cannot open .*: there is no such file or folder\n$/,
    ],
  ])('%s: exit code 3', async (_, path, code, message) => {
    const { exitCode, stdout, stderr } = await classify(path());
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
    expect(stdout).toBe('');
  });

  it('no model: exit code 8', async () => {
    const { exitCode, stderr } = await lyrebird(['classify', BIRD, '--model', corpus]);
    expect(exitCode).toBe(8);
    expect(stderr).toMatch(/^lyrebird: no model at .*: expected one of model\.json, .*\n$/);
  });

  it('a reader that goes away early is no error', async () => {
    const run = start(['classify', corpus, '--model', model, '--format', 'json', '--quiet']);
    run.stdout.once('data', () => run.stdout.destroy());
    const { exitCode, stderr } = await run;
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk behind stdout: exit code 7', () => {
    const full = openSync('/dev/full', 'w');
    const command = ['cli/lyrebird.js', 'classify', BIRD, '--model', model, '--format', 'csv'];
    const { status, stderr } = spawnSync(process.execPath, command, { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect([status, stderr.toString()]).toEqual([7, 'lyrebird: cannot write to stdout: the disk is full\n']);
  });
});

describe('lyrebird classify --out', () => {
  const out = at('results');
  const run = (...more: string[]) => classify(at('night'), '--format', 'csv', '--out', out, ...more);
  const files = ['a/x.wav.csv', 'b/x.wav.csv', 'ünï код/with space.WAV.csv'];
  const rows = (name: string): string[] => readFileSync(join(out, name), 'utf8').trim().split('\n').slice(1);

  it('writes a file a recording, in folders as the recordings, and a combined one', async () => {
    const { exitCode, stdout, stderr } = await run();
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('3 recordings classified');
    expect(stderr).toContain('combined.csv holds 3 recordings');
    expect(rows('combined.csv')).toEqual(files.flatMap(rows));
    expect(rows('a/x.wav.csv')[0]).toContain(at('night/a/x.wav'));
  });

  it('a second run skips what is finished', async () => {
    const before = readFileSync(join(out, 'combined.csv'), 'utf8');
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('0 recordings classified, 3 finished before');
    expect(readFileSync(join(out, 'combined.csv'), 'utf8')).toBe(before);
  });

  it('a second run does what is new or changed, and combines all of it', async () => {
    copyFileSync(OTHER, at('night/a/new.wav'));
    copyFileSync(BIRD, at('night/b/x.wav'));
    utimesSync(at('night/b/x.wav'), 1000, 1000);
    const { stderr } = await run();
    expect(stderr).toContain('2 recordings classified, 2 finished before');
    expect(rows('combined.csv')).toEqual(['a/new.wav.csv', ...files].flatMap(rows));
  });

  it('a run that was killed in the middle of a line of its journal is continued', async () => {
    const journal = join(out, '.lyrebird.ndjson');
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    writeFileSync(journal, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)!.slice(0, 40)}`);
    const { exitCode, stderr } = await run('--overwrite');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('4 recordings classified');
    expect((await run()).stderr).toContain('4 finished before');
  });

  it('another --min-probability, like another model, means doing it again', async () => {
    const { stderr } = await run('--min-probability', '0.1');
    expect(stderr).toContain('4 recordings classified');
    expect(stderr).not.toContain('finished before');
  });

  it('another format is written from what is known already', async () => {
    const { stderr } = await classify(at('night'), '--format', 'json', '--out', out, '--min-probability', '0.1');
    expect(stderr).toContain('0 recordings classified, 4 finished before');
    const combined = readFileSync(join(out, 'combined.ndjson'), 'utf8');
    expect(parseLines<RecordingResult>(combined)).toHaveLength(4);
    expect(combined).toContain(readFileSync(join(out, 'b/x.wav.json'), 'utf8'));
  });

  it('a file in another format that was made with other settings is not taken for the result', async () => {
    const into = at('mixed');
    const again = (...more: string[]) => classify(BIRD, '--out', into, '--min-probability', '0', ...more);
    const json = join(into, 'synthetic-trillans-01-1.wav.json');
    const segments = join(into, 'synthetic-trillans-01-1.wav.segments.ndjson');
    await again('--format', 'json', '--all-segments');
    const alone = [readFileSync(json, 'utf8'), readFileSync(segments, 'utf8')];
    await again('--format', 'csv', '--context', '0.2');
    const { stderr } = await again('--format', 'json', '--context', '0.2', '--quiet');
    expect(stderr).toBe('');
    const around = readFileSync(json, 'utf8');
    expect(around).not.toBe(alone[0]);
    expect(around).toBe(readFileSync(join(into, 'combined.ndjson'), 'utf8'));
    await again('--format', 'json', '--context', '0.2', '--all-segments');
    expect(readFileSync(segments, 'utf8')).not.toBe(alone[1]);
  });

  it('a folder that another process writes to is left to it: exit code 7', async () => {
    await using _lock = await lockFolder(at('taken'));
    const { exitCode, stderr } = await classify(BIRD, '--out', at('taken'));
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(/^lyrebird: .*taken is in use by process \d+: wait until that has ended, or stop it\n$/);
  });

  it('--all-segments adds a file of segments to every recording', async () => {
    await classify(at('night/a'), '--all-segments', '--out', at('segments'));
    const text = readFileSync(at('segments/x.wav.segments.ndjson'), 'utf8');
    expect(parseLines<SegmentVerdict>(text)).toHaveLength(11);
    expect(existsSync(at('segments/x.wav.segments.ndjson.partial'))).toBe(false);
  });

  it('an interrupt leaves what is finished, and a second run does the rest: exit code 130', async () => {
    mkdirSync(at('many'));
    for (let i = 100; i < 500; i++) symlinkSync(BIRD, at(`many/${i}.wav`));
    const many = (...more: string[]) => ['classify', '--model', model, at('many'), '--out', at('some'), ...more];
    const interrupted = start(many('--format', 'csv'));
    while (!existsSync(at('some/110.wav.csv'))) await delay(10);
    interrupted.kill('SIGINT');
    const { exitCode, stderr } = await interrupted;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('interrupted; the same command again does the rest');
    const again = await lyrebird(many('--format', 'csv'));
    expect(again.stderr).toMatch(/[1-9]\d* recordings classified, [1-9]\d* finished before/);
    expect(again.stderr).toContain('combined.csv holds 400 recordings');
  });

  it('does not replace what another recording, or another program, has written', async () => {
    const other = await classify(at('night/b/x.wav'), '--format', 'csv', '--out', at('single'));
    expect(other.exitCode).toBe(0);
    const { exitCode, stderr } = await classify(at('night/a/x.wav'), '--format', 'csv', '--out', at('single'));
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(
      /^lyrebird: .*x\.wav\.csv is in the way: it is the result of .*b\/x\.wav; choose another --out, or give --overwrite\n$/,
    );
    mkdirSync(at('foreign'));
    writeFileSync(at('foreign/x.wav.csv'), 'precious');
    expect((await classify(at('night/a/x.wav'), '--format', 'csv', '--out', at('foreign'))).exitCode).toBe(7);
    expect(readFileSync(at('foreign/x.wav.csv'), 'utf8')).toBe('precious');
  });

  it('a recording that lies at another place below what a call names stays where it is, and is there once', async () => {
    const into = at('twice');
    const some = (input: string, ...more: string[]) => classify(at(input), '--format', 'csv', '--out', into, ...more);
    const combined = (): string[] => readFileSync(join(into, 'combined.csv'), 'utf8').trim().split('\n').slice(1);
    await some('night/b');
    const alone = combined();
    const { stderr } = await some('night');
    expect(stderr).toMatch(/[1-9] recordings classified, 1 finished before/);
    expect(combined().filter((row) => alone.includes(row))).toEqual(alone);
    expect([existsSync(join(into, 'x.wav.csv')), existsSync(join(into, 'b/x.wav.csv'))]).toEqual([true, false]);
    await some('night', '--overwrite');
    expect(combined().filter((row) => alone.includes(row))).toEqual(alone);
    expect([existsSync(join(into, 'x.wav.csv')), existsSync(join(into, 'b/x.wav.csv'))]).toEqual([false, true]);
  });

  it('takes back the result of a recording that can no longer be read', async () => {
    writeFileSync(at('night/a/new.wav'), 'no sound any more');
    const { exitCode } = await run();
    expect(exitCode).toBe(4);
    expect(existsSync(join(out, 'a/new.wav.csv'))).toBe(false);
    expect(rows('combined.csv')).toEqual(files.flatMap(rows));
  });

  it('a folder that cannot be written to: exit code 7, at once', async () => {
    writeFileSync(at('in-the-way'), '');
    const { exitCode, stderr } = await classify(at('night'), '--out', at('in-the-way/results'));
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(
      /^lyrebird: cannot write .*in-the-way.results: a file is in the way of one of its folders \(ENOTDIR\)\n$/,
    );
  });
});
