import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { type DuetOptions, SYNTHETIC_SPECIES, type SynthesizedDuets, synthesizeDuets } from '#audio/index.js';
import { loadClips } from '#audio/negatives/index.js';
import { pieceSamples } from '#audio/synthetic/clip-piece.js';
import { randomScene, recordDuet, type Singer, songInScene } from '#audio/synthetic/scene.js';
import { randomIndividual } from '#audio/synthetic/species.js';
import { Matrix, solve } from 'ml-matrix';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { messageOf, readAll } from '../support.js';
import { hashOf, levelDb, product, rowsOf } from './support.js';

const RATE = 22_050;
const folder = useTemporaryFolder({ perTest: true });
const make = (name: string, changes: Partial<DuetOptions> = {}): Promise<SynthesizedDuets> =>
  synthesizeDuets({ outDir: folder.at(name), seed: 5, secondsPerRecording: 0.5, sampleRateHz: RATE, ...changes });

/** Factors of the sounds that a recording is the sum of, by least squares, and what is left of it. */
function decompose(recording: Float32Array, sounds: readonly Float64Array[]) {
  const normal = new Matrix(sounds.map((a) => sounds.map((b) => product(a, b))));
  const factors = solve(normal, Matrix.columnVector(sounds.map((sound) => product(sound, recording)))).to1DArray();
  const rest = Array.from(recording, (x, i) => x - factors.reduce((sum, f, k) => sum + f * sounds[k]![i]!, 0));
  return { factors, rest };
}

describe('a duet', () => {
  it.each([-6, 0, 4.5])('is two songs, one at %d dB of the other, over a piece of a clip', async (differenceDb) => {
    const clips = (await loadClips(RATE)).filter(({ fold }) => fold === 3);
    const samples = 2 * RATE;
    for (let i = 0; i < 5; i++) {
      const rng = createRng(3).split(i);
      const scene = randomScene(rng.split('scene'), clips);
      const singers = [0, 1].map((k): Singer => {
        const species = SYNTHETIC_SPECIES[2 * i + k]!;
        return { species, bird: randomIndividual(`${k}`, rng.split('bird', k)) };
      }) as [Singer, Singer];
      const recording = recordDuet(singers, differenceDb, scene, samples, RATE, rng);
      const songs = singers.map((singer, k) => songInScene(singer, scene, samples, RATE, rng.split('song', k + 1)));
      const noise = pieceSamples(scene.piece!, samples, RATE);

      const { factors, rest } = decompose(recording, [...songs, noise]);
      expect(levelDb(rest)).toBeLessThan(-120);
      const [first, second, background] = [...songs, noise].map((sound, k) => sound.map((x) => factors[k]! * x));
      expect(levelDb(first!) - levelDb(second!)).toBeCloseTo(differenceDb, 3);
      const both = first!.map((x, at) => x + second![at]!);
      expect(levelDb(both) - levelDb(background!)).toBeCloseTo(scene.songToNoiseDb, 3);
    }
  });
});

describe('synthetic duets', () => {
  it('are listed in duets.csv: two different species, at levels within 6 dB', async () => {
    const { dir, duets, seconds } = await make('duets', { duets: 10, backgrounds: 'clips' });
    const rows = await rowsOf(dir, 'duets.csv');
    expect(rows.map((row) => [row['file'], row['first_species'], row['second_species']])).toEqual(
      duets.map(({ file, species }) => [file, ...species]),
    );
    expect(seconds).toBe(5);
    expect(rows[0]).toMatchObject({ synthetic: 'yes' });
    expect(new Set(rows.map((row) => row['background_clip'])).size).toBeGreaterThan(1);
    expect(rows.every((row) => row['background_clip']!.startsWith('3-'))).toBe(true);
    const differences = duets.map(({ levelDifferenceDb }) => levelDifferenceDb);
    expect(differences.every((db) => Math.abs(db) <= 6)).toBe(true);
    expect(Math.max(...differences) - Math.min(...differences)).toBeGreaterThan(3);
  });

  it('have every species equally often', async () => {
    const { duets } = await make('duets', { duets: 10 });
    const counts = SYNTHETIC_SPECIES.map(({ name }) => duets.filter(({ species }) => species.includes(name)).length);
    expect(counts).toEqual(new Array(10).fill(2));
  });

  it('are WAV files of the requested length and rate, marked as synthetic', async () => {
    const { dir, duets } = await make('duets', { duets: 3 });
    for (const { file } of duets) {
      const { pcm, info } = await readAll(join(dir, file), { sampleRateHz: RATE });
      expect(info).toMatchObject({ codec: 'pcm_s16le', sampleRateHz: RATE, channels: 1, durationSeconds: 0.5 });
      expect(Math.max(...pcm.map(Math.abs))).toBeCloseTo(0.7, 2);
    }
    expect(await readFile(join(dir, 'README.txt'), 'utf8')).toMatch(/^SYNTHETIC BIRD SONG: made by formula/);
  });

  it('have the same bytes with the same seed, and different bytes with a different seed', async () => {
    const [a, b, c] = [await make('a'), await make('b'), await make('c', { seed: 6 })];
    const [first, second, other] = await Promise.all([a, b, c].map(({ dir }) => hashOf(dir)));
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect((await make('a')).reused).toBe(true);
  });

  it('are refused with settings out of range', async () => {
    await expect(make('never', { duets: 0 })).rejects.toBeInstanceOf(ConfigError);
    expect(await messageOf(make('never', { duets: 0 }))).toBe('duets must be a whole number of at least 1, got 0');
  });
});
