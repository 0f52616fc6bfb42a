import { describe, expect, it } from 'vitest';
import { spectrogram } from '#src/figures/index.js';

const RATE_HZ = 44_100;
const tone = (hertz: number, samples: number): Float32Array =>
  new Float32Array(samples).map((_, i) => 0.3 * Math.sin((2 * Math.PI * hertz * i) / RATE_HZ));
const column = ({ values, width, height }: ReturnType<typeof spectrogram>, frame: number): number[] =>
  Array.from({ length: height }, (_, row) => values[row * width + frame]!);

describe('a spectrogram', () => {
  it('of a tone is loudest in the row of its frequency; the first row is the highest frequency', () => {
    const picture = spectrogram(tone(5_000, 22_050));
    expect([picture.height, picture.width]).toEqual([257, 169]);
    const quietness = column(picture, 80);
    const row = quietness.indexOf(Math.min(...quietness));
    expect(Math.abs(((256 - row) * RATE_HZ) / 512 - 5_000)).toBeLessThan(RATE_HZ / 1024);
    expect(quietness[row]).toBeLessThan(0.1);
    // A Hann window leaks into the neighbouring bins only.
    expect(quietness.filter((decibels) => decibels < 40).length).toBeLessThan(8);
  });

  it('shows the difference in level between sounds in dB', () => {
    const sound = tone(5_000, 22_050).map((value, i) => (i < 11_025 ? value : value / 10));
    const picture = spectrogram(sound);
    expect(Math.min(...column(picture, 150)) - Math.min(...column(picture, 20))).toBeCloseTo(20, 1);
  });

  it('shows the onset of a sound', () => {
    const picture = spectrogram(tone(5_000, 22_050).map((value, i) => (i < 11_025 ? 0 : value)));
    const loud = Array.from({ length: picture.width }, (_, frame) => Math.min(...column(picture, frame)) < 6);
    const onset = picture.fromSample + (loud.indexOf(true) / picture.width) * (picture.toSample - picture.fromSample);
    expect(Math.abs(onset - 11_025)).toBeLessThan(128);
  });

  it('of silence is at the minimum everywhere; of less than a window, one column wide', () => {
    expect(new Set(Array.from(spectrogram(new Float32Array(2_000)).values))).toEqual(new Set([60]));
    expect(spectrogram(tone(5_000, 100)).width).toBe(1);
  });
});
