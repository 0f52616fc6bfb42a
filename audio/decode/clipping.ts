/** Estimates how much of a recording is clipped. */
export interface ClippingMeter {
  /** Measures a part of the recording. */
  add(samples: Float32Array): void;
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

/** Creates a meter for the mean of the channels, at the recording's own rate: resampling would round off the tops. */
export function createClippingMeter(): ClippingMeter {
  let measured = 0;
  let clipped = 0;
  return {
    add(samples) {
      for (let i = 0; i < samples.length; i += STRIDE) {
        measured++;
        const height = Math.abs(samples[i]!);
        if (height >= FULL_SCALE && height <= HIGHEST) clipped++;
      }
    },
    warning() {
      if (!(clipped >= LEAST_FRACTION * measured) || clipped === 0) return undefined;
      const percent = (100 * clipped) / measured;
      return `clipped: ${percent.toPrecision(2)}% of its samples are at full scale; record at a lower level`;
    },
  };
}
