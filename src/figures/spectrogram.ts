import FFT from 'fft.js';
import type { PictureValues } from './picture.js';

/** Samples of a window, and from one to the next: at 44.1 kHz 11.6 ms every 2.9, and a frequency every 86 Hz. */
const FRAME = 512;
const HOP = 128;

/** What is so much quieter than the loudest place is not shown. */
const SHOWN_DECIBELS = 60;

/** A spectrogram, and the samples that its columns stand for: from the middle of one gap between windows to another. */
export interface Spectrogram extends PictureValues {
  readonly fromSample: number;
  readonly toSample: number;
}

/**
 * A sound as its loudness over time and frequency, from Hann windows of 512 samples.
 * @param samples silence is added where they are fewer than a window
 * @returns decibels below the loudest place, from 0 to 60; the highest frequency, half of the sampling rate, in the first row
 */
export function spectrogram(samples: Float32Array): Spectrogram {
  const bins = FRAME / 2 + 1;
  const frames = Math.max(1, Math.floor((samples.length - FRAME) / HOP) + 1);
  const fft = new FFT(FRAME);
  const window = Float64Array.from({ length: FRAME }, (_, t) => 0.5 - 0.5 * Math.cos((2 * Math.PI * t) / FRAME));
  const spectrum = fft.createComplexArray();
  const powers = new Float64Array(bins * frames);
  for (let frame = 0; frame < frames; frame++) {
    fft.realTransform(
      spectrum,
      window.map((weight, t) => weight * (samples[frame * HOP + t] ?? 0)),
    );
    for (let bin = 0; bin < bins; bin++) {
      powers[(bins - 1 - bin) * frames + frame] = spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2;
    }
  }
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const values = powers.map((power) =>
    power > 0 ? Math.min(SHOWN_DECIBELS, -10 * Math.log10(power / loudest)) : SHOWN_DECIBELS,
  );
  const fromSample = (FRAME - HOP) / 2;
  return { values, height: bins, width: frames, channels: 1, fromSample, toSample: fromSample + frames * HOP };
}
