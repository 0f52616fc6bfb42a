import FFT from 'fft.js';
import type { PictureValues } from './picture.js';

/** Samples per window, and hop: at 44.1 kHz, 11.6 ms every 2.9 ms; bins are 86 Hz apart. */
const FRAME = 512;
const HOP = 128;

/** Dynamic range: sound quieter than this below the loudest bin is not shown. */
const SHOWN_DECIBELS = 60;

/** A spectrogram, and the samples that it covers. Each column covers one hop around the centre of its window. */
export interface Spectrogram extends PictureValues {
  readonly fromSample: number;
  readonly toSample: number;
}

/**
 * Computes a spectrogram from Hann windows of 512 samples.
 * @param samples padded with silence if shorter than a window
 * @returns dB below the loudest bin, from 0 to 60; the first row is the highest frequency, half the sample rate
 */
export function spectrogram(samples: Float32Array): Spectrogram {
  const bins = FRAME / 2 + 1;
  const frames = Math.max(1, Math.floor((samples.length - FRAME) / HOP) + 1);
  const fft = new FFT(FRAME);
  const window = Float64Array.from({ length: FRAME }, (_, t) => 0.5 - 0.5 * Math.cos((2 * Math.PI * t) / FRAME));
  const windowed = new Float64Array(FRAME);
  const spectrum = fft.createComplexArray();
  // Powers first, then decibels.
  const values = new Float64Array(bins * frames);
  let loudest = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (let t = 0; t < FRAME; t++) windowed[t] = window[t]! * (samples[frame * HOP + t] ?? 0);
    fft.realTransform(spectrum, windowed);
    for (let bin = 0; bin < bins; bin++) {
      const power = spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2;
      values[(bins - 1 - bin) * frames + frame] = power;
      loudest = Math.max(loudest, power);
    }
  }
  for (let i = 0; i < values.length; i++) {
    const power = values[i]!;
    values[i] = power > 0 ? Math.min(SHOWN_DECIBELS, -10 * Math.log10(power / loudest)) : SHOWN_DECIBELS;
  }
  const fromSample = (FRAME - HOP) / 2;
  return { values, height: bins, width: frames, channels: 1, fromSample, toSample: fromSample + frames * HOP };
}
