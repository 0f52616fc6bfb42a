import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { findFfmpeg, readAudio } from '#audio/decode/index.js';
import { wavFile } from '../helpers/wav-writer.js';
import type { Item } from './corpus.js';
import { level } from './mixtures.js';
import { unseenClips } from './unseen-clips.js';

const SAMPLE_RATE_HZ = 44_100;
const SECONDS = 5;
const LEVEL_DB = -26;
const SOUNDS = ['Rain', 'Sea_waves', 'Fire_crackling', 'Chainsaw', 'Helicopter'];

/** Recordings and clips that differ in nothing but their sound. */
export interface MatchedClips {
  /** In the order of the recordings. */
  readonly birds: readonly string[];
  readonly others: readonly string[];
}

/**
 * Brings recordings of birds and clips of other sounds to one codec, rate, level and duration, so that a classifier
 * cannot tell them apart by these.
 * @param folder receives MP3 files
 * @param other ESC-10
 */
export async function matchedClips(
  folder: string,
  corpus: string,
  birds: readonly Item[],
  other: string,
): Promise<MatchedClips> {
  const clips = await unseenClips(other, ({ species, fold }) => SOUNDS.includes(species!) && Number(fold) >= 4);
  const convert = async (from: string, name: string): Promise<string> => {
    await writeMatched(from, join(folder, name));
    return name;
  };
  const results = { birds: [] as string[], others: [] as string[] };
  for (const [i, { file }] of birds.entries()) results.birds.push(await convert(join(corpus, file), `bird-${i}.mp3`));
  for (const [i, file] of clips.entries()) results.others.push(await convert(join(other, file), `other-${i}.mp3`));
  return results;
}

async function writeMatched(from: string, to: string): Promise<void> {
  const { pcm } = await readAudio(from, { sampleRateHz: SAMPLE_RATE_HZ });
  const samples = pcm.slice(0, SECONDS * SAMPLE_RATE_HZ);
  const gain = 10 ** (LEVEL_DB / 20) / level(samples);
  await mkdir(dirname(to), { recursive: true });
  const wav = `${to}.wav`;
  await writeFile(wav, wavFile([samples.map((sample) => Math.max(-1, Math.min(1, gain * sample)))]));
  const ffmpeg = await findFfmpeg();
  if (!ffmpeg) throw new Error('needs an ffmpeg, such as @ffmpeg-installer/ffmpeg, which npm ci installs');
  await execa(ffmpeg.path, ['-nostdin', '-loglevel', 'error', '-y', '-i', wav, '-b:a', '128k', to]);
}
