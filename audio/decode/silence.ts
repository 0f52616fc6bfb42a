/** Recognises a recording of nothing. */
export interface SilenceMeter {
  /** Measures a part of the recording. */
  add(samples: Float32Array): void;
  /** Returns `SILENT` if no part has a signal. */
  warning(): string | undefined;
}

/** Warning of a silent recording. */
export const SILENT = 'silent: nothing louder than 80 dB below full scale; was the microphone connected?';

/** 80 dB below full scale. */
const NO_SIGNAL = 1e-4;
/** Fewer say nothing about a microphone. */
const FEWEST_SAMPLES = 1_000;

/**
 * Creates a meter of samples at the recording's own rate: resampling a constant, which is no signal, adds one at its
 * ends.
 */
export function createSilenceMeter(): SilenceMeter {
  let lowest = Infinity;
  let highest = -Infinity;
  let count = 0;
  return {
    add(samples) {
      count += samples.length;
      // Most recordings have a signal at once, and need no further look.
      for (let i = 0; i < samples.length && highest - lowest <= 2 * NO_SIGNAL; i++) {
        lowest = Math.min(lowest, samples[i]!);
        highest = Math.max(highest, samples[i]!);
      }
    },
    warning: () => (count >= FEWEST_SAMPLES && highest - lowest <= 2 * NO_SIGNAL ? SILENT : undefined),
  };
}
