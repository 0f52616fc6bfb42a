import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openAudio } from '#audio/decode/open.js';
import { findFfmpeg } from '#audio/decode/ffmpeg/find.js';
import type { AudioInfo, OpenAudioOptions } from '#audio/decode/types.js';

const run = promisify(execFile);

/** Result of decoding a recording. */
export interface ReadResult {
  readonly pcm: Float32Array;
  readonly info: AudioInfo;
  readonly warnings: readonly string[];
  readonly chunks: number;
}

/** Decodes a whole recording. */
export async function readAll(file: string, options: Partial<OpenAudioOptions> = {}): Promise<ReadResult> {
  const source = await openAudio(file, { sampleRateHz: 44_100, ...options });
  const chunks: Float32Array[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk.slice());
  return {
    pcm: concatenated(chunks),
    info: source.info,
    warnings: source.warnings.map(({ message }) => message),
    chunks: chunks.length,
  };
}

/** Joins chunks into one array. */
export function concatenated(chunks: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Returns the message that a promise is rejected with. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error, got none');
}

/** Runs the ffmpeg that Lyrebird would use. */
export async function ffmpeg(...args: readonly string[]): Promise<void> {
  const binary = await findFfmpeg();
  if (!binary) throw new Error('these tests need @ffmpeg-installer/ffmpeg, which npm ci installs');
  await run(binary.path, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]);
}

/** Largest absolute difference over the length of the shorter array. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** Whether two arrays are equal bit for bit. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  return (
    a.length === b.length &&
    Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength))
  );
}
