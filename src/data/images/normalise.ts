import { ConfigError } from '../../errors.js';
import type { Normalisation } from './names.js';
import type { LabelledImages } from './readers/images.js';

/** Mean and standard deviation of each channel, of values in [0, 1]. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Computes the statistics of images. */
export function channelStatistics({ pixels, shape: [, , channels] }: LabelledImages): ChannelStatistics {
  const sums = new Array<number>(channels).fill(0);
  const squares = new Array<number>(channels).fill(0);
  for (let at = 0; at < pixels.length; at += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = pixels[at + channel]!;
      sums[channel]! += value;
      squares[channel]! += value * value;
    }
  }
  // Sums of bytes and of their squares are exact up to 2^53.
  const count = pixels.length / channels;
  const mean = sums.map((sum) => sum / count);
  return {
    mean: mean.map((value) => value / 255),
    std: squares.map((square, channel) => Math.sqrt(square / count - mean[channel]! ** 2) / 255),
  };
}

/** Normalises one image, read from `pixels` at index `from`, and writes it to `out` at `offset`. */
export type Normaliser = (pixels: Uint8Array, from: number, out: Float32Array, offset: number) => void;

export interface NormaliserOptions {
  readonly normalisation: Normalisation;
  /** Factor by which normalised values are multiplied. */
  readonly scale: number;
  /** Number of values of an image. */
  readonly size: number;
  readonly channels: number;
  /** Used by `standard` only. */
  readonly statistics: ChannelStatistics;
}

/** @throws ConfigError unless the statistics have one mean and one positive standard deviation per channel */
export function normaliser({ normalisation, scale, size, channels, statistics }: NormaliserOptions): Normaliser {
  switch (normalisation) {
    case 'unit-norm':
      return (pixels, from, out, offset) => toUnitNorm(scale, pixels, from, size, out, offset);
    case 'unit-range':
      return byTable(size, [Float32Array.from({ length: 256 }, (_, value) => (value / 255) * scale)]);
    case 'standard':
      checkStatistics(statistics, channels);
      return byTable(
        size,
        statistics.mean.map((mean, channel) =>
          Float32Array.from({ length: 256 }, (_, value) => ((value / 255 - mean) / statistics.std[channel]!) * scale),
        ),
      );
  }
}

/** Normalises by lookup tables of 256 values: one per channel, or one for all. */
function byTable(size: number, tables: readonly Float32Array[]): Normaliser {
  const channels = tables.length;
  return (pixels, from, out, offset) => {
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel]!;
      for (let at = channel; at < size; at += channels) out[offset + at] = table[pixels[from + at]!]!;
    }
  };
}

function toUnitNorm(
  norm: number,
  pixels: Uint8Array,
  from: number,
  size: number,
  out: Float32Array,
  offset: number,
): void {
  let square = 0;
  for (let at = from; at < from + size; at++) square += pixels[at]! * pixels[at]!;
  const scale = square === 0 ? 0 : norm / Math.sqrt(square);
  for (let at = 0; at < size; at++) out[offset + at] = pixels[from + at]! * scale;
}

function checkStatistics({ mean, std }: ChannelStatistics, channels: number): void {
  const valid =
    mean.length === channels && std.length === channels && mean.every(Number.isFinite) && std.every((s) => s > 0);
  if (valid) return;
  throw new ConfigError(
    `standard normalisation: expected a mean and a positive standard deviation for each of ${channels} channels, ` +
      `got [${mean.join(', ')}] and [${std.join(', ')}]`,
  );
}
