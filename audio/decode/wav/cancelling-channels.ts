import { BYTES_PER_SAMPLE, type SampleFormat } from './format.js';
import { READ_SAMPLE } from './read-sample.js';

/** Part of the warning, by which others recognise it. */
export const CANCELLING = 'channels cancel each other';

/** Compares the mean of the channels with the channels themselves. */
export interface CancellationMeter {
  /** Measures a part of the recording: whole blocks, little-endian. */
  add(bytes: Uint8Array): void;
  /** Returns a warning, without the file name, if the channels cancel each other; only once all parts are measured. */
  warning(): string | undefined;
}

/** One block in 16 is measured: enough for a mean, at almost no cost. */
const STRIDE = 16;
/** Channels cancel if their mean keeps less of their energy (−20 dB). Unrelated channels keep half. */
const LEAST_FRACTION = 0.01;
/** Energy of a channel that counts as sound, −80 dB. */
const LEAST_ENERGY = 1e-8;

/**
 * Detects channels that cancel when they are averaged, as a microphone's balanced pair recorded as stereo, or a cable
 * with one wire swapped.
 * @param channels at least two
 */
export function createCancellationMeter(format: SampleFormat, channels: number): CancellationMeter {
  const size = BYTES_PER_SAMPLE[format];
  const blockAlign = size * channels;
  let measured = 0;
  let ofChannels = 0;
  let ofMean = 0;
  return {
    add(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let block = 0; block + blockAlign <= bytes.length; block += STRIDE * blockAlign) {
        let sum = 0;
        let squares = 0;
        for (let at = block; at < block + blockAlign; at += size) {
          const x = READ_SAMPLE[format](view, at);
          sum += x;
          squares += x * x;
        }
        // Infinity and NaN come from damaged floats: skip the block.
        if (!(squares < Infinity)) continue;
        measured++;
        ofChannels += squares / channels;
        ofMean += (sum / channels) ** 2;
      }
    },
    warning() {
      if (measured === 0 || ofChannels / measured < LEAST_ENERGY) return undefined;
      const fraction = ofMean / ofChannels;
      if (fraction >= LEAST_FRACTION) return undefined;
      const loss = fraction > 0 ? `${Math.round(-10 * Math.log10(fraction))} dB of their level` : 'everything';
      const what = `its ${channels} ${CANCELLING}: one is inverted`;
      const remedy = 'one of them alone is intact (classify: --channel left)';
      return `${what}, and their mean, which is used, loses ${loss}; ${remedy}`;
    },
  };
}
