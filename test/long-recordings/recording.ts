import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { findFfmpeg, readAudio } from '#audio/decode/index.js';
import { synthesizeCorpus } from '#audio/synthetic/index.js';
import { createRng } from '#src/rng.js';
import { wavHeader } from '../helpers/wav-header.js';

/** Formats that are measured: the program's own reader, and two that ffmpeg decodes. */
export const FORMATS = ['wav', 'mp3', 'flac'] as const;
export type FormatName = (typeof FORMATS)[number];

const SAMPLE_RATE_HZ = 44_100;
const SECONDS_PER_SONG = 10;

/**
 * Writes a long recording of synthetic birds, 16-bit mono at 44.1 kHz, song by song: the songs of 30 individuals in
 * random order.
 * @param folder receives `long.wav` and the songs
 * @returns path of the recording
 */
export async function writeLongRecording(folder: string, seconds: number): Promise<string> {
  const corpus = await synthesizeCorpus({
    outDir: join(folder, 'songs'),
    individualsPerSpecies: 3,
    recordingsPerIndividual: 1,
    secondsPerRecording: SECONDS_PER_SONG,
  });
  const songs = await Promise.all(corpus.files.map((file) => songBytes(join(corpus.dir, file))));
  const file = join(folder, 'long.wav');
  await pipeline(Readable.from(wavBytes(songs, Math.round(seconds * SAMPLE_RATE_HZ))), createWriteStream(file));
  return file;
}

/** Fast encoding: the content decides nothing here. */
const FAST: Readonly<Record<Exclude<FormatName, 'wav'>, readonly string[]>> = {
  mp3: ['-compression_level', '9'],
  flac: ['-compression_level', '0'],
};

/** Encodes the recording with the ffmpeg that Lyrebird uses. @returns its path; for WAV, the recording itself */
export async function encoded(recording: string, format: FormatName): Promise<string> {
  if (format === 'wav') return recording;
  const ffmpeg = await findFfmpeg();
  if (!ffmpeg) throw new Error('needs an ffmpeg, such as @ffmpeg-installer/ffmpeg, which npm ci installs');
  const file = recording.replace(/wav$/, format);
  await execa(ffmpeg.path, ['-nostdin', '-loglevel', 'error', '-y', '-i', recording, ...FAST[format], file]);
  return file;
}

async function songBytes(file: string): Promise<Uint8Array> {
  const { pcm } = await readAudio(file, { sampleRateHz: SAMPLE_RATE_HZ });
  return new Uint8Array(Int16Array.from(pcm, (sample) => sample * 32_767).buffer);
}

function* wavBytes(songs: readonly Uint8Array[], samples: number): Generator<Uint8Array> {
  const dataBytes = 2 * samples;
  yield wavHeader(samples, SAMPLE_RATE_HZ);
  const rng = createRng(1);
  for (let left = dataBytes; left > 0;) {
    const song = songs[Math.floor(rng.uniform() * songs.length)]!;
    yield song.subarray(0, left);
    left -= Math.min(left, song.length);
  }
}
