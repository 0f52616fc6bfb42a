import { BYTES_PER_SAMPLE, type SampleFormat } from './wav/format.js';
import { READ_SAMPLE } from './wav/read-sample.js';

/** Estimates how much of a recording is clipped. */
export interface ClippingMeter<Part> {
  /** Measures a part of the recording. */
  add(part: Part): void;
  /** Returns a warning, without the file name, if many samples are at full scale; once all parts are measured. */
  warning(): string | undefined;
}

/** One sample in 13 is measured: enough for a fraction, at almost no cost. A prime, to meet tones at every phase. */
const STRIDE = 13;
/** Full scale: 16-bit samples end at 0.99997, and a microphone's converter a little below. */
const FULL_SCALE = 0.999;
/** A lossy codec raises clipped tops a little; floats beyond this have another scale. */
const HIGHEST = 2;
/** A loud click reaches full scale for a few samples; fewer than this do no harm. */
const LEAST_FRACTION = 0.001;

/** Creates a meter for the samples of one channel, at the recording's own rate: resampling would round off the tops. */
export function createClippingMeter(): ClippingMeter<Float32Array> {
  let measured = 0;
  let clipped = 0;
  return {
    add(samples) {
      for (let i = 0; i < samples.length; i += STRIDE) {
        measured++;
        if (isFullScale(samples[i]!)) clipped++;
      }
    },
    warning: () => warningOf(clipped / measured, 'its samples'),
  };
}

/**
 * Creates a meter for channels that are averaged: where not all are clipped, their mean is below full scale. Its parts
 * are whole blocks, little-endian.
 */
export function createChannelClippingMeter(format: SampleFormat, channels: number): ClippingMeter<Uint8Array> {
  const size = BYTES_PER_SAMPLE[format];
  const blockAlign = size * channels;
  let measured = 0;
  const clipped = new Float64Array(channels);
  return {
    add(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let block = 0; block + blockAlign <= bytes.length; block += STRIDE * blockAlign) {
        measured++;
        for (let channel = 0; channel < channels; channel++) {
          if (isFullScale(READ_SAMPLE[format](view, block + channel * size))) clipped[channel]!++;
        }
      }
    },
    warning() {
      const fractions = [...clipped].map((count) => count / measured).filter((fraction) => fraction >= LEAST_FRACTION);
      const { length } = fractions;
      const whose = length === channels ? 'its samples' : `the samples in ${length} of its ${channels} channels`;
      return warningOf(fractions.reduce((sum, fraction) => sum + fraction, 0) / length, whose);
    },
  };
}

function isFullScale(sample: number): boolean {
  const height = Math.abs(sample);
  return height >= FULL_SCALE && height <= HIGHEST;
}

/** @param fraction NaN if nothing was measured */
function warningOf(fraction: number, whose: string): string | undefined {
  if (!(fraction >= LEAST_FRACTION)) return undefined;
  return `clipped: ${(100 * fraction).toPrecision(2)}% of ${whose} are at full scale; record at a lower level`;
}
