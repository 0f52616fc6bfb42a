import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SynthesizedCorpus, synthesizeCorpus } from '#audio/index.js';
import { type Clip, loadClips } from '#audio/negatives/index.js';
import { readClipList } from '#audio/negatives/clip-list.js';
import { pieceSamples } from '#audio/synthetic/clip-piece.js';
import { CLIP_FOLDER } from '#src/package.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { readAll } from '../support.js';
import { correlationWithin, hashOf, rowsOf } from './support.js';

const RATE = 16_000;
const folder = useTemporaryFolder();
const make = (name: string, seed = 5): Promise<SynthesizedCorpus> =>
  synthesizeCorpus({
    ...{ outDir: folder.at(name), seed, backgrounds: 'clips', individualsPerSpecies: 4, recordingsPerIndividual: 1 },
    ...{ secondsPerRecording: 0.5, sampleRateHz: RATE, backgroundRecordings: 5, unlabelledRecordings: 2 },
  });

let clips: readonly Clip[];
let corpus: SynthesizedCorpus;
let rows: Awaited<ReturnType<typeof rowsOf>>;
beforeAll(async () => {
  clips = await loadClips(RATE);
  corpus = await make('corpus');
  rows = await rowsOf(corpus.dir, 'metadata.csv');
});

describe('a synthetic corpus over clips', () => {
  it('has recordings without birds that are pieces of the clips in metadata.csv, and of no other', async () => {
    const silent = rows.filter(({ species }) => species === 'background');
    expect(silent).toHaveLength(5);
    for (const { file, background_clip: name, background_sound: sound } of silent) {
      const { pcm } = await readAll(join(corpus.dir, file!), { sampleRateHz: RATE });
      const own = clips.find((clip) => clip.name === name)!;
      expect(own.sound).toBe(sound);
      // At most one of these holds the seam of the clip.
      const [start, end] = [pcm.subarray(0, 0.2 * RATE), pcm.subarray(0.3 * RATE)];
      const matches = (clip: Clip): boolean =>
        [start, end].some((part) => correlationWithin(part, clip.samples) > 0.99);
      expect(matches(own), file).toBe(true);
      expect(matches(clips.find((clip) => clip.sound !== sound)!), file).toBe(false);
    }
  }, 60_000);

  it('has no clip, recording on Freesound or recordist in two splits, and several clips in each', async () => {
    const list = await readClipList(CLIP_FOLDER);
    for (const key of ['file', 'group', 'recordist'] as const) {
      const splits = new Map<string, Set<string>>();
      for (const { background_clip: name, split } of rows) {
        const value = list.find(({ file }) => file === name)![key];
        splits.set(value, (splits.get(value) ?? new Set()).add(split!));
      }
      expect([...splits.values()].every((of) => of.size === 1)).toBe(true);
    }
    for (const split of ['train', 'validation', 'test']) {
      const used = new Set(rows.filter((row) => row['split'] === split).map((row) => row['background_clip']));
      expect(used.size, split).toBeGreaterThanOrEqual(4);
    }
  });

  it('has the same bytes with the same seed, and different bytes with a different seed', async () => {
    expect(await hashOf((await make('again')).dir)).toBe(await hashOf(corpus.dir));
    expect(await hashOf((await make('other', 6)).dir)).not.toBe(await hashOf(corpus.dir));
  });

  it('says in README.txt where its backgrounds are from, and is reused', async () => {
    expect(await readFile(join(corpus.dir, 'README.txt'), 'utf8')).toMatch(/backgrounds are real: .* ESC-10.*CC0/);
    expect((await make('corpus')).reused).toBe(true);
  });
});

describe('a piece of a clip', () => {
  // A ramp shows every seam.
  const clip: Clip = {
    ...{ name: 'ramp.ogg', sound: 'ramp', fold: 1 },
    samples: Float32Array.from({ length: 5_000 }, (_, i) => i / 5_000),
  };
  const rate = 1_000;

  it('is the clip from its start on', () => {
    const piece = pieceSamples({ clip, startFraction: 0.5 }, 1_000, rate);
    const start = Math.floor(0.5 * (5_000 - 100));
    expect(Float32Array.from(piece)).toEqual(clip.samples.subarray(start, start + 1_000));
  });

  it('repeats without a jump', () => {
    const piece = pieceSamples({ clip, startFraction: 0.9 }, 12_000, rate);
    const jumps = piece.slice(1).map((value, i) => Math.abs(value - piece[i]!));
    expect(Math.max(...jumps)).toBeLessThan(0.02);
    expect(Array.from(piece.slice(4_900, 6_000))).toEqual(Array.from(piece.slice(0, 1_100)));
  });
});
