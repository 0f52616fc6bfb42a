import { describe, expect, it } from 'vitest';
import { createResampler } from '#audio/decode/resample/resampler.js';
import { ratioOf, resamplingFilters } from '#audio/decode/resample/filters.js';
import { sine } from '../../helpers/wav-writer.js';
import { concatenated, maxDifference, sameBits } from '../support.js';

function resample(input: ArrayLike<number>, fromHz: number, toHz: number, chunkLength = Infinity): Float32Array {
  const resampler = createResampler(fromHz, toHz);
  const samples = Float32Array.from(input);
  const out: Float32Array[] = [];
  for (let at = 0; at < samples.length; at += chunkLength)
    out.push(resampler.push(samples.subarray(at, at + chunkLength)));
  out.push(resampler.finish());
  return concatenated(out);
}

const decibels = (ratio: number): number => 20 * Math.log10(ratio);

describe('resampler', () => {
  const rates = [
    [8_000, 44_100],
    [22_050, 44_100],
    [48_000, 44_100],
    [96_000, 44_100],
    [192_000, 44_100],
    [44_100, 32_000],
    [44_100, 48_000],
    [47_999, 44_100],
  ] as const;

  it.each(rates)('%d → %d Hz: sines up to 0.85 of the lower band are preserved to −90 dB', (fromHz, toHz) => {
    const nyquist = Math.min(fromHz, toHz) / 2;
    for (const fraction of [0.01, 0.2, 0.5, 0.85]) {
      const hz = fraction * nyquist;
      const out = resample(sine(hz, fromHz, { sampleRateHz: fromHz }), fromHz, toHz);
      const expected = sine(hz, out.length, { sampleRateHz: toHz });
      const edge = Math.ceil((200 * toHz) / Math.min(fromHz, toHz));
      const error = maxDifference(out.subarray(edge, -edge), expected.subarray(edge));
      expect(decibels(error / 0.5), `${hz} Hz`).toBeLessThan(-90);
    }
  });

  it.each(rates.filter(([fromHz, toHz]) => fromHz > toHz))(
    '%d → %d Hz: aliases are suppressed to −95 dB',
    (fromHz, toHz) => {
      for (const fraction of [0.02, 0.3, 0.9]) {
        const hz = toHz / 2 + fraction * (fromHz / 2 - toHz / 2);
        const out = resample(sine(hz, fromHz, { sampleRateHz: fromHz }), fromHz, toHz);
        const inner = out.subarray(300, -300);
        const power = inner.reduce((sum, x) => sum + x * x, 0) / inner.length;
        expect(decibels(Math.sqrt(2 * power) / 0.5), `${hz} Hz`).toBeLessThan(-95);
      }
    },
  );

  it('upsampling suppresses images above the original band to −95 dB', () => {
    const out = resample(sine(3_000, 8_000, { sampleRateHz: 8_000 }), 8_000, 44_100);
    const expected = sine(3_000, out.length);
    const error = out.subarray(2_000, -2_000).map((x, i) => x - expected[i + 2_000]!);
    const power = error.reduce((sum, x) => sum + x * x, 0) / error.length;
    expect(decibels(Math.sqrt(2 * power) / 0.5)).toBeLessThan(-95);
  });

  it('a constant is preserved at every phase', () => {
    const out = resample(new Float32Array(20_000).fill(0.25), 48_000, 44_100);
    expect(maxDifference(out.subarray(200, -200), new Float32Array(20_000).fill(0.25))).toBeLessThan(1e-7);
  });

  it('the output is the same, bit for bit, for chunks of any length', () => {
    const input = sine(1_234, 9_000, { sampleRateHz: 48_000 });
    for (const [fromHz, toHz] of rates) {
      const whole = resample(input, fromHz, toHz);
      for (const chunkLength of fromHz === 47_999 ? [4_096] : [1, 7, 100, 4_096])
        expect(sameBits(resample(input, fromHz, toHz, chunkLength), whole)).toBe(true);
    }
  });

  it('n samples become ⌈n · to / from⌉, including n = 0', () => {
    for (const [fromHz, toHz] of rates.filter(([rate]) => rate !== 47_999)) {
      for (const n of [0, 1, 2, 3, 63, 64, 1_000, 4_801]) {
        expect(resample(new Float32Array(n), fromHz, toHz).length).toBe(Math.ceil((n * toHz) / fromHz));
      }
    }
  });

  it('ratios are exact, or close if the filters would take too much memory', () => {
    expect(ratioOf(48_000, 44_100)).toEqual({ up: 147, down: 160 });
    for (const fromHz of [47_999, 44_099, 12_345, 192_000]) {
      const { up, down } = ratioOf(fromHz, 44_100);
      expect(up * fromHz).toBe(down * 44_100);
    }
    for (const fromHz of [192_001, 383_999, 1_234_567]) {
      const { up, down } = ratioOf(fromHz, 44_100);
      expect(Math.abs(((up / down) * fromHz) / 44_100 - 1)).toBeLessThan(5e-6);
      const { coefficients } = resamplingFilters({ up: 1, down: Math.round(fromHz / 44_100) });
      expect(up * coefficients.length).toBeLessThan(2 ** 24);
    }
  });

  it('filter lengths are multiples of 16 taps', () => {
    for (const [fromHz, toHz] of rates) {
      const { taps, phases, coefficients } = resamplingFilters(ratioOf(fromHz, toHz));
      expect(taps % 16).toBe(0);
      expect(coefficients.length).toBe(phases * taps);
    }
  });
});
