import { copyFileSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordingResult, SegmentPrediction } from '#audio/results/types.js';
import { lockFolder } from '#src/files/folder-lock.js';
import { lyrebird, parseLines, start } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { at, corpus, model } = useTinyRun();
const classify = (...more: string[]) => lyrebird(['classify', '--model', model, ...more]);

const BIRD = join(corpus, 'Synthetica_trillans/synthetic-trillans-01-1.wav');
const OTHER = join(corpus, 'Synthetica_duplex/synthetic-duplex-01-1.wav');

/** Two recordings of the same name in two folders, and another in a third. */
beforeAll(() => {
  for (const name of ['night/a', 'night/b', 'night/ünï код']) mkdirSync(at(name), { recursive: true });
  copyFileSync(BIRD, at('night/a/x.wav'));
  copyFileSync(OTHER, at('night/b/x.wav'));
  copyFileSync(BIRD, at('night/ünï код/with space.WAV'));
});

describe('lyrebird classify --out', () => {
  const out = at('results');
  const run = (...more: string[]) => classify(at('night'), '--format', 'csv', '--out', out, ...more);
  const files = ['a/x.wav.csv', 'b/x.wav.csv', 'ünï код/with space.WAV.csv'];
  const rows = (name: string): string[] => readFileSync(join(out, name), 'utf8').trim().split('\n').slice(1);

  it('writes one file per recording, in the same subfolders, and a combined file', async () => {
    const { exitCode, stdout, stderr } = await run();
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('3 recordings classified');
    expect(stderr).toContain('combined.csv holds 3 recordings');
    expect(rows('combined.csv')).toEqual(files.flatMap(rows));
    expect(rows('a/x.wav.csv')[0]).toContain(at('night/a/x.wav'));
  });

  it('a second run skips finished recordings', async () => {
    const before = readFileSync(join(out, 'combined.csv'), 'utf8');
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('0 recordings classified, 3 already finished');
    expect(readFileSync(join(out, 'combined.csv'), 'utf8')).toBe(before);
  });

  it('a second run classifies new and changed recordings, and combines all results', async () => {
    copyFileSync(OTHER, at('night/a/new.wav'));
    copyFileSync(BIRD, at('night/b/x.wav'));
    utimesSync(at('night/b/x.wav'), 1000, 1000);
    const { stderr } = await run();
    expect(stderr).toContain('2 recordings classified, 2 already finished');
    expect(stderr).toContain(`${at('night/b/x.wav')} changed since it was classified, and its earlier result is`);
    expect(rows('combined.csv')).toEqual(['a/new.wav.csv', ...files].flatMap(rows));
  });

  it('resumes a run that was killed in the middle of a journal line', async () => {
    const journal = join(out, '.lyrebird.ndjson');
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    writeFileSync(journal, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)!.slice(0, 40)}`);
    const { exitCode, stderr } = await run('--overwrite');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('4 recordings classified');
    expect((await run()).stderr).toContain('4 already finished');
  });

  it('classifies again with a different --threshold, as with a different model', async () => {
    const { stderr } = await run('--threshold', '0.1');
    expect(stderr).toContain('4 recordings classified');
    expect(stderr).not.toContain('already finished');
  });

  it('writes a different format from the stored results', async () => {
    const { stderr } = await classify(at('night'), '--format', 'json', '--out', out, '--threshold', '0.1');
    expect(stderr).toContain('0 recordings classified, 4 already finished');
    const combined = readFileSync(join(out, 'combined.ndjson'), 'utf8');
    expect(parseLines<RecordingResult>(combined)).toHaveLength(4);
    expect(combined).toContain(readFileSync(join(out, 'b/x.wav.json'), 'utf8'));
  });

  it('replaces a file that was written in a different format with different settings', async () => {
    const folder = at('mixed');
    const again = (...more: string[]) => classify(BIRD, '--out', folder, '--threshold', '0', ...more);
    const json = join(folder, 'synthetic-trillans-01-1.wav.json');
    const segments = join(folder, 'synthetic-trillans-01-1.wav.segments.ndjson');
    await again('--format', 'json', '--all-segments');
    const alone = [readFileSync(json, 'utf8'), readFileSync(segments, 'utf8')];
    const inCsv = await again('--format', 'csv', '--context', '0.2');
    expect(inCsv.stderr).toContain(`warning: ${join(folder, 'combined.ndjson')} is of an earlier run`);
    const { stderr } = await again('--format', 'json', '--context', '0.2', '--quiet');
    expect(stderr).toBe('');
    const inContext = readFileSync(json, 'utf8');
    expect(inContext).not.toBe(alone[0]);
    expect(inContext).toBe(readFileSync(join(folder, 'combined.ndjson'), 'utf8'));
    await again('--format', 'json', '--context', '0.2', '--all-segments');
    expect(readFileSync(segments, 'utf8')).not.toBe(alone[1]);
  });

  it('refuses a folder that another process uses: exit code 7', async () => {
    await using _lock = await lockFolder(at('taken'));
    const { exitCode, stderr } = await classify(BIRD, '--out', at('taken'));
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(/^lyrebird: .*taken is in use by process \d+: wait until it ends, or stop it\n$/);
  });

  it('--all-segments writes a file of segments for every recording', async () => {
    await classify(at('night/a'), '--all-segments', '--out', at('segments'));
    const text = readFileSync(at('segments/x.wav.segments.ndjson'), 'utf8');
    expect(parseLines<SegmentPrediction>(text)).toHaveLength(11);
    expect(existsSync(at('segments/x.wav.segments.ndjson.partial'))).toBe(false);
  });

  it('an interrupt keeps finished results, and a second run classifies the rest: exit code 130', async () => {
    mkdirSync(at('many'));
    for (let i = 100; i < 280; i++) copyFileSync(BIRD, at(`many/${i}.wav`));
    const many = (...more: string[]) => ['classify', '--model', model, at('many'), '--out', at('some'), ...more];
    const interrupted = start(many('--format', 'csv'));
    while (!existsSync(at('some/110.wav.csv'))) await delay(10);
    interrupted.kill('SIGINT');
    const { exitCode, stderr } = await interrupted;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('interrupted; run the same command again to classify the rest');
    const rest = readFileSync(at('some/recordings.csv'), 'utf8').match(/not classified yet: the run was stopped/g)!;
    expect(rest.length).toBeGreaterThan(60);
    const again = await lyrebird(many('--format', 'csv'));
    expect(again.stderr).toMatch(/[1-9]\d* recordings classified, [1-9]\d* already finished/);
    expect(again.stderr).toContain('combined.csv holds 180 recordings');
  });

  it('replaces neither the result of a different recording nor the file of a different program', async () => {
    for (const [folder, sound] of [['a', BIRD] as const, ['b', OTHER] as const]) {
      mkdirSync(at(`pair/${folder}`), { recursive: true });
      copyFileSync(sound, at(`pair/${folder}/x.wav`));
    }
    const one = (folder: string) => classify(at(`pair/${folder}/x.wav`), '--format', 'csv', '--out', at('single'));
    expect((await one('b')).exitCode).toBe(0);
    const first = readFileSync(at('single/x.wav.csv'), 'utf8');
    const { exitCode, stderr } = await one('a');
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('combined.csv holds 2 recordings')]);
    expect(readFileSync(at('single/x.wav.csv'), 'utf8')).toBe(first);
    expect(readFileSync(at('single/a/x.wav.csv'), 'utf8')).toContain('a/x.wav');
    mkdirSync(at('foreign'));
    writeFileSync(at('foreign/x.wav.csv'), 'precious');
    const kept = await classify(at('night/a/x.wav'), '--format', 'csv', '--out', at('foreign'));
    expect([kept.exitCode, kept.stderr]).toEqual([0, expect.stringContaining('x.wav.csv: was changed since it was')]);
    expect(readFileSync(at('foreign/x.wav.csv'), 'utf8')).toBe('precious');
  });

  it('keeps one result at its path when a later call names a different parent folder of the recording', async () => {
    const folder = at('twice');
    const some = (input: string, ...more: string[]) => classify(at(input), '--format', 'csv', '--out', folder, ...more);
    const combined = (): string[] => readFileSync(join(folder, 'combined.csv'), 'utf8').trim().split('\n').slice(1);
    await some('night/b');
    const alone = combined();
    const { stderr } = await some('night');
    expect(stderr).toMatch(/[1-9] recordings classified, 1 already finished/);
    expect(combined().filter((row) => alone.includes(row))).toEqual(alone);
    expect([existsSync(join(folder, 'x.wav.csv')), existsSync(join(folder, 'b/x.wav.csv'))]).toEqual([true, false]);
    await some('night', '--overwrite');
    expect(combined().filter((row) => alone.includes(row))).toEqual(alone);
    expect([existsSync(join(folder, 'x.wav.csv')), existsSync(join(folder, 'b/x.wav.csv'))]).toEqual([false, true]);
  });

  it('--overwrite moves one result to the path that another releases, and loses neither', async () => {
    mkdirSync(at('nested/deep'), { recursive: true });
    copyFileSync(BIRD, at('nested/deep/x.wav'));
    const nested = (input: string) =>
      classify(at(input), '--format', 'csv', '--out', at('places'), '--threshold', '0', '--overwrite');
    await nested('nested/deep');
    copyFileSync(OTHER, at('nested/x.wav'));
    const { stderr } = await nested('nested');
    expect(stderr).toContain('combined.csv holds 2 recordings');
    for (const name of ['x.wav', 'deep/x.wav'])
      expect(readFileSync(at(`places/${name}.csv`), 'utf8')).toContain(at(`nested/${name}`));
  });

  it('deletes the result of a recording that can no longer be read', async () => {
    writeFileSync(at('night/a/new.wav'), 'no longer audio');
    const { exitCode } = await run();
    expect(exitCode).toBe(4);
    expect(existsSync(join(out, 'a/new.wav.csv'))).toBe(false);
    expect(rows('combined.csv')).toEqual(files.flatMap(rows));
  });

  it('refuses a folder that cannot be written to before it classifies: exit code 7', async () => {
    writeFileSync(at('in-the-way'), '');
    const { exitCode, stderr } = await classify(at('night'), '--out', at('in-the-way/results'));
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(
      /^lyrebird: cannot write .*in-the-way.results: a file is in the way of one of its folders \(ENOTDIR\)\n$/,
    );
  });
});
