import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAudio } from '#audio/decode/index.js';
import { createRng } from '#src/rng.js';
import { wavFile } from '../helpers/wav-writer.js';
import type { Item } from './corpus.js';

const SAMPLE_RATE_HZ = 44_100;

/** A mixture of two recordings of different species. */
export interface Mixture {
  readonly file: string;
  readonly species: readonly string[];
}

/**
 * Mixes each recording with one of another species: as long as the shorter one, from the start.
 * @param folder receives the mixtures as WAV files
 * @param levelDb by how much the second one is softer
 */
export async function writeMixtures(
  folder: string,
  corpus: string,
  items: readonly Item[],
  levelDb: number,
  seed: number,
): Promise<Mixture[]> {
  await mkdir(folder, { recursive: true });
  const rng = createRng(seed).split('mixtures');
  const read = async ({ file }: Item): Promise<Float32Array> =>
    (await readAudio(join(corpus, file), { sampleRateHz: SAMPLE_RATE_HZ })).pcm;
  const mixtures: Mixture[] = [];
  for (const [index, item] of items.entries()) {
    const others = items.filter(({ species }) => species !== item.species);
    const other = others[rng.split(index).integer(others.length)]!;
    const [one, two] = [await read(item), await read(other)];
    const length = Math.min(one.length, two.length);
    const [a, b] = [one.subarray(0, length), two.subarray(0, length)];
    const gain = (10 ** (-levelDb / 20) * level(a)) / level(b);
    const sum = Float32Array.from(a, (sample, i) => sample + gain * b[i]!);
    const peak = sum.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
    const file = `${index}.wav`;
    await writeFile(join(folder, file), wavFile([sum.map((sample) => (0.9 * sample) / peak)]));
    mixtures.push({ file, species: [item.species, other.species] });
  }
  return mixtures;
}

/** Root mean square. */
export function level(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) || 1;
}
