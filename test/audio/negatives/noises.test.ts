import { describe, expect, it } from 'vitest';
import { drawNoise, NOISE_NAMES, NOISES, type NoiseName } from '#audio/negatives/index.js';
import { createRng } from '#src/rng.js';
import { sameBits } from '../support.js';
import { fractionBetween, octavesOf, slopeOf, spectrumOf } from './spectrum.js';

const RATE = 22_050;
const DRAWS = 40;

function noise(name: NoiseName, seed: number, { sampleRateHz = RATE, samples = RATE } = {}): Float32Array {
  const out = new Float32Array(samples).fill(Number.NaN);
  NOISES[name](createRng(seed), sampleRateHz, out);
  return out;
}

const draws = (name: NoiseName): Float32Array[] => Array.from({ length: DRAWS }, (_, seed) => noise(name, seed));
const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/** RMS of successive windows of 50 ms, in decibels. */
const levels = (samples: Float32Array): number[] =>
  Array.from({ length: 20 }, (_, i) => 20 * Math.log10(rms(samples.subarray((i * RATE) / 20, ((i + 1) * RATE) / 20))));

const SOUNDS = NOISE_NAMES.filter((name) => name !== 'silence');

describe.each(NOISE_NAMES)('%s', (name) => {
  it('depends only on the random stream', () => {
    // Some silences are digital, and thus equal.
    const [first, other] = name === 'silence' ? [2, 4] : [1, 2];
    expect(sameBits(noise(name, first), noise(name, first))).toBe(true);
    expect(sameBits(noise(name, first), noise(name, other))).toBe(false);
  });

  it('overwrites all samples with finite ones, at any rate and length', () => {
    for (const sampleRateHz of [8_000, 16_000, 48_000]) {
      for (const samples of [0, 1, 777, 60_000])
        expect(noise(name, 3, { sampleRateHz, samples }).every(Number.isFinite), `${samples}`).toBe(true);
    }
  });
});

describe.each(SOUNDS)('%s', (name) => {
  it('has unit RMS', () => {
    for (const samples of draws(name)) expect(rms(samples)).toBeCloseTo(1, 5);
    expect(rms(noise(name, 1, { sampleRateHz: 44_100, samples: 1000 }))).toBeCloseTo(1, 5);
  });
});

describe('silence', () => {
  it('is digital, dither of 16 bits, or noise below −80 dB', () => {
    const kinds = draws('silence').map((samples) => {
      expect(rms(samples)).toBeLessThan(1.02e-4);
      if (samples.every((value) => value === 0)) return 'digital';
      return samples.every((value) => Number.isInteger(value * 2 ** 15)) ? 'dither' : 'noise';
    });
    expect(new Set(kinds)).toEqual(new Set(['digital', 'dither', 'noise']));
  });
});

describe('the spectrum', () => {
  const octaves = (name: NoiseName): number[][] =>
    draws(name).map((samples) => octavesOf(spectrumOf(samples, RATE), 100, 6));

  it('of white noise is flat', () => {
    const spectra = octaves('white');
    const means = spectra[0]!.map((_, octave) => mean(spectra.map((spectrum) => spectrum[octave]!)));
    expect(range(means)).toBeLessThan(0.5);
  });

  it.each([
    ['pink', -3],
    ['brown', -6],
  ] as const)(
    'of %s noise falls by %d dB per octave; from draw to draw, by up to 0.6 dB more or less',
    (name, slope) => {
      const spectra = octaves(name);
      const slopes = spectra.map(slopeOf);
      expect(mean(slopes)).toBeGreaterThan(slope - 0.25);
      expect(mean(slopes)).toBeLessThan(slope + 0.25);
      expect(range(slopes)).toBeGreaterThan(0.7);
      expect(range(slopes)).toBeLessThan(1.7);
      // Straight: octave by octave, and not only on the whole.
      for (let octave = 1; octave < 6; octave++) {
        const step = mean(spectra.map((spectrum) => spectrum[octave]! - spectrum[octave - 1]!));
        expect(Math.abs(step - slope), `octave ${octave}`).toBeLessThan(0.8);
      }
    },
  );

  it('of a hum has lines at the multiples of 50 or of 60 Hz, and nothing between them', () => {
    const mains = draws('hum').map((samples) => {
      const spectrum = spectrumOf(samples, RATE, 16_384);
      const atMultiplesOf = (hz: number): number => {
        let fraction = 0;
        for (let k = 1; k <= 40; k++) {
          const widthHz = 4 + 0.15 * k;
          fraction += fractionBetween(spectrum, k * hz - widthHz, k * hz + widthHz);
        }
        return fraction;
      };
      const fractions = [50, 60].map(atMultiplesOf);
      expect(Math.max(...fractions)).toBeGreaterThan(0.999);
      return fractions[0]! > fractions[1]! ? 50 : 60;
    });
    expect(new Set(mains)).toEqual(new Set([50, 60]));
  });

  it('of wind is below 1 kHz', () => {
    for (const samples of draws('gusts'))
      expect(fractionBetween(spectrumOf(samples, RATE), 0, 1_000)).toBeGreaterThan(0.9);
  });

  it('of a whine has a tone and its harmonics: most of the energy is in a tenth of the band', () => {
    for (const samples of draws('whine')) {
      const power = spectrumOf(samples, RATE).power.slice().sort();
      const all = power.reduce((sum, value) => sum + value, 0);
      const loudest = power.subarray(-Math.round(power.length / 10)).reduce((sum, value) => sum + value, 0);
      expect(loudest / all).toBeGreaterThan(0.8);
    }
  });

  it('of a whine at a low rate has its tone below half the rate, which nothing is folded from', () => {
    for (let seed = 0; seed < 100; seed++) {
      const samples = noise('whine', seed, { sampleRateHz: 8_000, samples: 4_096 });
      const { power, binHz } = spectrumOf(samples, 8_000);
      const loudestHz = power.indexOf(Math.max(...power)) * binHz;
      expect(loudestHz, `seed ${seed}`).toBeGreaterThan(290);
      expect(loudestHz, `seed ${seed}`).toBeLessThan(0.46 * 8_000);
    }
  });

  it('of rustling is that of white or pink noise', () => {
    const slopes = draws('rustle').map((samples) => slopeOf(octavesOf(spectrumOf(samples, RATE), 100, 6)));
    for (const slope of slopes) expect(slope).toBeGreaterThan(-5);
    for (const slope of slopes) expect(slope).toBeLessThan(2);
    expect(range(slopes)).toBeGreaterThan(1);
  });

  it('of rain is broad', () => {
    for (const samples of draws('rain')) {
      const spectrum = spectrumOf(samples, RATE);
      expect(fractionBetween(spectrum, 1_000, RATE / 2)).toBeGreaterThan(0.3);
      expect(range(octavesOf(spectrum, 500, 4))).toBeLessThan(25);
    }
  });
});

describe('in time', () => {
  it('clicks are short: half of the energy is in a twentieth of the time', () => {
    for (const samples of draws('clicks')) {
      const energies = samples.map((value) => value ** 2).sort();
      const loudest = energies.subarray(-RATE / 20).reduce((sum, value) => sum + value, 0);
      expect(loudest / RATE).toBeGreaterThan(0.5);
    }
  });

  it('gusts come and go; rain does not', () => {
    expect(mean(draws('gusts').map((samples) => range(levels(samples))))).toBeGreaterThan(9);
    expect(mean(draws('rain').map((samples) => range(levels(samples))))).toBeLessThan(6);
    expect(mean(draws('rustle').map((samples) => range(levels(samples))))).toBeGreaterThan(9);
  });
});

describe('a drawn noise', () => {
  it('is one of all, as often as any other', () => {
    const rng = createRng(7);
    const out = new Float32Array(64);
    const counts = new Map<NoiseName, number>();
    for (let i = 0; i < 1_000; i++) {
      const name = drawNoise(rng, RATE, out);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([...NOISE_NAMES].sort());
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(40);
  });

  it('depends only on the random stream', () => {
    const [a, b] = [new Float32Array(500), new Float32Array(500)];
    for (let seed = 0; seed < 20; seed++) {
      expect(drawNoise(createRng(seed), RATE, a)).toBe(drawNoise(createRng(seed), RATE, b));
      expect(sameBits(a, b)).toBe(true);
    }
  });
});
