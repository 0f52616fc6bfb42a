import { kernels } from '../../kernels/index.js';
import { BYTES_PER_SAMPLE, type SampleFormat } from './format.js';

/** Converts stored samples to mono float32, full scale ±1: one channel, or the mean of all. */
export interface SampleReader {
  /** Bytes of one sample of all channels. */
  readonly blockAlign: number;
  /**
   * Converts whole blocks to mono. Floats may be infinite or not a number.
   * @param bytes whole blocks; their byte offset must be a multiple of 8. Big-endian samples are swapped in place.
   * @returns [blocks], overwritten by the next call
   */
  toMono(bytes: Uint8Array): Float32Array;
}

/** How samples are stored, and which are read. */
export interface SampleLayout {
  readonly format: SampleFormat;
  readonly channels: number;
  /** Default false. */
  readonly bigEndian?: boolean;
  /** Index of the only channel to read; the last one, if there are fewer. Default: the mean of all. */
  readonly channel?: number | undefined;
}

/**
 * Creates a sample reader. Integers are divided by 2^(bits − 1), as in ffmpeg and audio editors: −32768 becomes
 * −1 and 32767 becomes 0.99997. Channels are summed in float64 and rounded once.
 */
export function createSampleReader({ format, channels, bigEndian = false, channel }: SampleLayout): SampleReader {
  const blockAlign = BYTES_PER_SAMPLE[format] * channels;
  const only = channel === undefined ? undefined : Math.min(channel, channels - 1);
  let buffer = new Float32Array(0);
  let integers = new Int32Array(0);
  return {
    blockAlign,
    toMono(bytes) {
      if (bigEndian) swapBytes(bytes, BYTES_PER_SAMPLE[format]);
      const frames = Math.floor(bytes.length / blockAlign);
      if (buffer.length < frames) buffer = new Float32Array(frames);
      const mono = buffer.subarray(0, frames);
      const count = frames * channels;
      if (format === 's24' && integers.length < count) integers = new Int32Array(count);
      const samples = format === 's24' ? int24(bytes, integers, count) : typedView(bytes, format, count);
      const [scale, offset] = [SCALE[format], OFFSET[format] ?? 0];
      if (only === undefined) average(samples, channels, scale, offset, mono);
      else for (let i = 0, at = only; i < frames; i++, at += channels) mono[i] = (samples[at]! + offset) * scale;
      return mono;
    },
  };
}

/** Reverses the bytes of every sample, in place. */
function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length - (bytes.length % size));
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
  else if (size === 3) {
    for (let at = 0; at < buffer.length; at += 3) {
      const first = buffer[at]!;
      buffer[at] = buffer[at + 2]!;
      buffer[at + 2] = first;
    }
  }
}

const SCALE: Readonly<Record<SampleFormat, number>> = {
  u8: 2 ** -7,
  s16: 2 ** -15,
  s24: 2 ** -23,
  s32: 2 ** -31,
  f32: 1,
  f64: 1,
};
const OFFSET: Readonly<Partial<Record<SampleFormat, number>>> = { u8: -128 };

type Samples = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

function typedView(bytes: Uint8Array, format: Exclude<SampleFormat, 's24'>, length: number): Samples {
  const { buffer, byteOffset } = bytes;
  if (format === 'u8') return new Uint8Array(buffer, byteOffset, length);
  if (format === 's16') return new Int16Array(buffer, byteOffset, length);
  if (format === 's32') return new Int32Array(buffer, byteOffset, length);
  if (format === 'f32') return new Float32Array(buffer, byteOffset, length);
  return new Float64Array(buffer, byteOffset, length);
}

function average(samples: Samples, channels: number, scale: number, offset: number, mono: Float32Array): void {
  const oneOrTwo = channels === 1 || channels === 2;
  if (samples instanceof Int16Array && oneOrTwo) kernels().averageInt16(samples, channels, mono);
  else if (samples instanceof Float32Array && channels === 1) mono.set(samples);
  else if (samples instanceof Float32Array && channels === 2) kernels().averagePairs(samples, mono);
  else averageAny(samples, channels, scale, offset, mono);
}

function averageAny(samples: Samples, channels: number, scale: number, offset: number, mono: Float32Array): void {
  for (let i = 0, at = 0; i < mono.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += samples[at++]! + offset;
    mono[i] = (sum * scale) / channels;
  }
}

function int24(bytes: Uint8Array, samples: Int32Array, count: number): Int32Array {
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    // The bytes go to the upper 24 bits, so that the arithmetic shift extends the sign.
    samples[i] = ((bytes[at]! << 8) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 24)) >> 8;
  }
  return samples;
}

/**
 * Returns one of some channels that are stored separately, or their mean.
 * @param channels each [n]
 * @param channel as in `SampleLayout`
 * @returns [n]
 */
export function monoOf(channels: readonly Float32Array[], channel?: number): Float32Array {
  if (channel !== undefined) return channels[Math.min(channel, channels.length - 1)] ?? new Float32Array(0);
  const mono = new Float32Array(channels[0]?.length ?? 0);
  for (let i = 0; i < mono.length; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i]!;
    mono[i] = sum / channels.length;
  }
  return mono;
}
