import { createWriteStream } from 'node:fs';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readAudio } from '#audio/decode/index.js';
import { findRecordings } from '#audio/results/index.js';
import { createRng, type Rng } from '#src/rng.js';
import { wavHeader } from '../helpers/wav-header.js';

const SAMPLE_RATE_HZ = 22_050;
/** Files with sound of their own; the others are links to them. */
const DISTINCT = 40;
const RECORDERS = 8;

/** Sound to make recordings of: 16-bit samples. */
export type Songs = readonly Uint8Array[];

/** Reads all recordings below a folder. */
export async function readSongs(folder: string): Promise<Songs> {
  const songs: Uint8Array[] = [];
  for (const { path } of await findRecordings([folder])) {
    const { pcm } = await readAudio(path, { sampleRateHz: SAMPLE_RATE_HZ });
    songs.push(new Uint8Array(Int16Array.from(pcm, (sample) => sample * 32_767).buffer));
  }
  return songs;
}

/** Writes a recording of songs in random order. */
export async function writeRecording(path: string, songs: Songs, seconds: number, rng: Rng): Promise<void> {
  const samples = Math.round(seconds * SAMPLE_RATE_HZ);
  const pieces = function* (): Generator<Uint8Array> {
    yield wavHeader(samples, SAMPLE_RATE_HZ);
    for (let left = 2 * samples; left > 0;) {
      const song = songs[Math.floor(rng.uniform() * songs.length)]!;
      yield song.subarray(0, left);
      left -= Math.min(left, song.length);
    }
  };
  await pipeline(Readable.from(pieces()), createWriteStream(path));
}

/**
 * Makes a season: recordings of eight recorders, every ten minutes, named by date and time. Most are hard links to a
 * few files, so that they need little disk.
 */
export async function writeSeason(folder: string, songs: Songs, count: number, seconds: number): Promise<void> {
  const rng = createRng(1);
  const originals = join(folder, '..', 'originals');
  await mkdir(originals, { recursive: true });
  const distinct = Math.min(DISTINCT, count);
  for (let index = 0; index < distinct; index++) {
    await writeRecording(join(originals, `${index}.wav`), songs, seconds, rng);
  }
  for (let index = 0; index < count; index++) {
    const recorder = `R${(index % RECORDERS) + 1}`;
    await mkdir(join(folder, recorder), { recursive: true });
    const name = `${recorder}_${stamp(10 * Math.floor(index / RECORDERS))}.wav`;
    await link(join(originals, `${index % distinct}.wav`), join(folder, recorder, name));
  }
  await writeFile(join(folder, 'notes.txt'), 'recorders R1 to R8\n');
}

/** Date and time so many minutes after midnight of 1 May 2024: `20240501_001000`. */
function stamp(minutes: number): string {
  const iso = new Date(Date.UTC(2024, 4, 1) + 60_000 * minutes).toISOString();
  return iso.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
}
