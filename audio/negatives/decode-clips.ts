import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { createResampler } from '../decode/index.js';
import { type ClipRow, damagedFileError, readClipList, readPackageFile } from './clip-list.js';

/** A recording without birds. */
export interface Clip {
  /** The file's name. */
  readonly name: string;
  /** What is heard, such as `rain`. */
  readonly sound: string;
  /** Fold of ESC-10, from 1 to 5. Clips of different folds are from different recordings. */
  readonly fold: number;
  /** [samples], mono, at the requested rate and the recording's own level; not to be written to. */
  readonly samples: Float32Array;
}

/**
 * Decodes all clips that a folder lists, without ffmpeg: its absence must not change what is trained on.
 * @param folder contains clips.json and the files that it names
 * @param sampleRateHz rate of the samples, a whole number
 * @returns the clips, in the order of the list
 * @throws DatasetError if a file is missing, or is not the listed one
 */
export async function decodeClips(folder: string, sampleRateHz: number): Promise<readonly Clip[]> {
  const rows = await readClipList(folder);
  // Loaded here, as most commands decode no clip.
  const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis');
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  try {
    const clips: Clip[] = [];
    for (const row of rows) clips.push(await decodeClip(folder, row, decoder, sampleRateHz));
    return clips;
  } finally {
    decoder.free();
  }
}

async function decodeClip(
  folder: string,
  { file, sound, fold, sha256 }: ClipRow,
  decoder: OggVorbisDecoder,
  sampleRateHz: number,
): Promise<Clip> {
  const path = join(folder, file);
  const bytes = await readPackageFile(path);
  // The decoder says nothing about damage: it returns what is left, in the worst case noise.
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw damagedFileError(path, 'is damaged (its SHA-256 is not the listed one)');
  const { channelData, sampleRate } = await decoder.decodeFile(bytes);
  return { name: file, sound, fold, samples: resampled(meanOf(channelData), sampleRate, sampleRateHz) };
}

function meanOf(channels: readonly Float32Array[]): Float32Array {
  const [mono, ...others] = channels as [Float32Array, ...Float32Array[]];
  for (const other of others) for (let i = 0; i < mono.length; i++) mono[i]! += other[i]!;
  if (others.length > 0) for (let i = 0; i < mono.length; i++) mono[i]! /= channels.length;
  return mono;
}

function resampled(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples;
  const resampler = createResampler(fromHz, toHz);
  const [start, end] = [resampler.push(samples), resampler.finish()];
  const whole = new Float32Array(start.length + end.length);
  whole.set(start);
  whole.set(end, start.length);
  return whole;
}
