import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordingResult, SegmentPrediction } from '#audio/results/types.js';
import { ESCAPE, lyrebird, parseLines, start } from './support/lyrebird.js';
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

describe('lyrebird classify', () => {
  it('--format json prints exactly one object per recording, with ranked species', async () => {
    const { exitCode, stdout } = await classify(BIRD, OTHER, '--format', 'json', '--threshold', '0');
    expect(exitCode).toBe(0);
    const results = parseLines<RecordingResult>(stdout);
    expect(results.map(({ file }) => file)).toEqual([BIRD, OTHER]);
    for (const { durationSeconds, species, detections, warnings } of results) {
      expect(durationSeconds).toBe(1);
      expect(species).toHaveLength(10);
      const probabilities = species.map(({ probability }) => probability);
      expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
      expect(species.map((entry) => entry.species)).not.toContain('background');
      for (const { startSeconds, endSeconds } of detections) expect(endSeconds - startSeconds).toBeGreaterThan(0.4999);
      expect(warnings).toEqual([]);
    }
  });

  it('--precision needs a model that has thresholds for it', async () => {
    const { exitCode, stdout, stderr } = await classify(BIRD, '--precision', '0.7');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^lyrebird: precision 0\.7: the model has no thresholds to choose from, .*\n$/);
  });

  it('--by-loudness ranks by weighted means, and leaves segments unchanged', async () => {
    const json = ['--format', 'json', '--threshold', '0'];
    const [plain, weighted] = await Promise.all([classify(BIRD, ...json), classify(BIRD, ...json, '--by-loudness')]);
    const [before, after] = [plain, weighted].map(({ stdout }) => parseLines<RecordingResult>(stdout)[0]!);
    expect(after!.detections).toEqual(before!.detections);
    const top = (result: RecordingResult | undefined): number => result!.species[0]!.probability;
    expect(top(after)).not.toBe(top(before));
    expect(after!.species.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThan(1.0001);
  });

  it('--context averages segments with their neighbours, and does not change the ranking', async () => {
    const [alone, inContext] = await Promise.all(
      ['0', '0.11'].map((context) => classify(BIRD, '--all-segments', '--context', context)),
    );
    const [before, after] = [alone!, inContext!].map(({ stdout }) => parseLines<SegmentPrediction>(stdout));
    expect(after!.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual(
      before!.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]),
    );
    const [species] = Object.keys(before![0]!.probabilities!) as [string];
    // Segments begin every 50 ms, so two on either side begin within 110 ms.
    before!.forEach((_, index) => {
      const near = before!
        .slice(Math.max(0, index - 2), index + 3)
        .map(({ probabilities }) => probabilities![species]!);
      const mean = near.reduce((sum, value) => sum + value, 0) / near.length;
      expect(after![index]!.probabilities![species]).toBeCloseTo(mean, 4);
    });
    const rankings = await Promise.all(
      ['0', '0.11'].map(async (context) => {
        const { stdout } = await classify(BIRD, '--format', 'json', '--context', context);
        const [result] = parseLines<RecordingResult>(stdout);
        return result!.species.map(({ species: name, probability }) => [name, probability]);
      }),
    );
    expect(rankings[1]).toEqual(rankings[0]);
  });

  it.each([
    ['1e9', /expected at most 60 seconds, got "1e9"/],
    ['0.02', /^lyrebird: a context of 0.02 s contains no neighbouring segment: segments start every 0.05 s\n$/],
  ])('--context %s is refused: exit code 2', async (context, message) => {
    const { exitCode, stderr } = await classify(BIRD, '--context', context);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('prints a table on stdout, and a note on probabilities and a summary on stderr', async () => {
    const { stdout, stderr } = await classify(BIRD);
    expect(stdout).toContain(`${BIRD}  (1.00 s)\n  #  species`);
    expect(stdout).not.toContain(ESCAPE);
    expect(stderr).toMatch(
      /^Mean and highest: .*\nthat the model .*, here [\d.]+%\.\n1 recording classified: 1s of audio .* real time\n$/,
    );
  });

  it('--quiet leaves stderr empty', async () => {
    const { stdout, stderr } = await classify(BIRD, '--quiet', '--top', '1');
    expect(stdout).toContain('\n  1  ');
    expect(stdout).not.toContain('\n  2  ');
    expect(stderr).toBe('');
  });

  it('--all-segments prints every segment as a JSON line, without background classes', async () => {
    const { stdout } = await classify(BIRD, OTHER, '--all-segments');
    const predictions = parseLines<SegmentPrediction>(stdout);
    expect(predictions).toHaveLength(2 * 11);
    expect(predictions.slice(0, 11).every(({ file }) => file === BIRD)).toBe(true);
    expect(predictions[1]).toMatchObject({ startSeconds: 0.05, endSeconds: 0.55 });
    for (const { species, probability, probabilities } of predictions) {
      expect(Object.keys(probabilities!)).toHaveLength(10);
      expect(probability).toBe(probabilities![species!]);
      expect(probability).toBe(Math.max(...Object.values(probabilities!)));
    }
  });

  it('the probabilities of a recording are means over its segments', async () => {
    const [all, one] = await Promise.all([classify(BIRD, '--all-segments'), classify(BIRD, '--format', 'json')]);
    const predictions = parseLines<SegmentPrediction>(all.stdout);
    const [result] = parseLines<RecordingResult>(one.stdout);
    for (const { species, probability } of result!.species) {
      const sum = predictions.reduce((total, { probabilities }) => total + probabilities![species]!, 0);
      const mean = sum / predictions.length;
      expect(probability).toBeCloseTo(mean, 4);
    }
  });

  it('names files that cannot be read on stderr, and classifies the rest: exit code 4', async () => {
    writeFileSync(at('empty.wav'), '');
    writeFileSync(at('text.wav'), 'not audio');
    const { exitCode, stdout, stderr } = await classify(
      at('nowhere.wav'),
      at('empty.wav'),
      BIRD,
      at('text.wav'),
      OTHER,
      '--format',
      'json',
    );
    expect(exitCode).toBe(4);
    expect(parseLines<RecordingResult>(stdout).map(({ file }) => file)).toEqual([BIRD, OTHER]);
    const [missing, first, second, summary] = stderr.split('\n');
    expect(missing).toBe(`lyrebird: ${at('nowhere.wav')}: cannot be opened: no such file or folder`);
    expect(first).toBe(`lyrebird: ${at('empty.wav')}: empty file (0 bytes)`);
    expect(second).toContain(`lyrebird: ${at('text.wav')}: `);
    expect(summary).toContain('2 recordings classified, 2 failed, 1 left out');
  });

  it('classifies the rest of a truncated recording, with a warning', async () => {
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
    const predictions = parseLines<SegmentPrediction>(stdout);
    expect(predictions).toHaveLength(1);
    expect(predictions[0]).toMatchObject({ startSeconds: 0, endSeconds: 0.1 });
  });

  it.each([
    [
      'a folder without audio',
      () => model,
      3,
      /^lyrebird: .*: no audio files: its \d+ entries are not audio, nor is anything below\n$/,
    ],
    ['a missing file', () => at('nowhere.wav'), 3, /^lyrebird: .*: cannot be opened: no such file or folder\n$/],
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

  it('ends quietly with 141 when the reader closes stdout early', async () => {
    const run = start(['classify', corpus, '--model', model, '--format', 'json', '--quiet']);
    run.stdout.once('data', () => run.stdout.destroy());
    const { exitCode, stderr } = await run;
    expect([exitCode, stderr]).toEqual([141, '']);
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk behind stdout: exit code 7', () => {
    const full = openSync('/dev/full', 'w');
    const command = ['cli/lyrebird.js', 'classify', BIRD, '--model', model, '--format', 'csv'];
    const { status, stderr } = spawnSync(process.execPath, command, { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect([status, stderr.toString()]).toEqual([7, 'lyrebird: cannot write to stdout: the disk is full\n']);
  });
});
