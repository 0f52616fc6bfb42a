import { BYTES_PER_SAMPLE, type SampleFormat } from './format.js';
import { READ_SAMPLE } from './read-sample.js';

/** Looks for channels without a signal beside others that have one. */
export interface SilentChannelMeter {
  /** Measures a part of the recording: whole blocks, little-endian. */
  add(bytes: Uint8Array): void;
  /** Returns a warning, without the file name, if some channels, but not all, are silent; once all are measured. */
  warning(): string | undefined;
}

/** One block in 13 is measured: noise shows at once, and tones are met at every phase, as 13 is a prime. */
const STRIDE = 13;
/** As for whole recordings: 80 dB below full scale. */
const NO_SIGNAL = 1e-4;
/** Fewer blocks say nothing about a microphone. */
const FEWEST_BLOCKS = 1_000;

/**
 * Detects a microphone that is dead or not connected beside one that works: their mean has a signal.
 * @param channels at least two
 */
export function createSilentChannelMeter(format: SampleFormat, channels: number): SilentChannelMeter {
  const size = BYTES_PER_SAMPLE[format];
  const stride = STRIDE * size * channels;
  let blocks = 0;
  // Channels without a signal so far, and the range of their values: most have one at once, and are not read further.
  let silent = Array.from({ length: channels }, (_, channel) => ({ channel, lowest: Infinity, highest: -Infinity }));
  return {
    add(bytes) {
      blocks += bytes.length / (size * channels);
      if (silent.length === 0) return;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (const range of silent) {
        for (let at = range.channel * size; at + size <= bytes.length; at += stride) {
          const sample = READ_SAMPLE[format](view, at);
          // Infinity and NaN come from damaged floats, which become silence.
          if (!Number.isFinite(sample)) continue;
          range.lowest = Math.min(range.lowest, sample);
          range.highest = Math.max(range.highest, sample);
          if (hasSignal(range)) break;
        }
      }
      silent = silent.filter((range) => !hasSignal(range));
    },
    warning() {
      if (blocks < FEWEST_BLOCKS || silent.length === 0 || silent.length === channels) return undefined;
      return warningOf(
        silent.map(({ channel }) => channel + 1),
        channels,
      );
    },
  };
}

/** @param silent numbers of channels, from 1 on */
function warningOf(silent: readonly number[], channels: number): string {
  const last = silent[silent.length - 1]!;
  const one = silent.length === 1;
  const numbers = one ? `channel ${last}` : `channels ${silent.slice(0, -1).join(', ')} and ${last}`;
  const what = one ? 'is silent: was its microphone connected?' : 'are silent: were their microphones connected?';
  const others = silent.length === channels - 1 ? 'the other' : 'the others';
  const choice = channels > 2 ? 'each' : last === 1 ? 'right' : 'left';
  const mean = `the mean of all, which is used, is quieter than ${others}`;
  return `${numbers} of its ${channels} ${what} ${mean} (classify: --channel ${choice})`;
}

function hasSignal({ lowest, highest }: { readonly lowest: number; readonly highest: number }): boolean {
  return highest - lowest > 2 * NO_SIGNAL;
}
