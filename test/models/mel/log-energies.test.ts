import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { melFilters, quadratureFilters } from '#src/models/mel/filters.js';
import { melEnergies, standardisedLogarithms } from '#src/models/mel/log-energies.js';
import type { MelSettings } from '#src/models/mel/settings.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { features64 } from '../../helpers/bird-mel-64.js';
import { normal } from '../../helpers/normal.js';
import { tensorsLeftBy, useTensors } from '../../helpers/use-tensors.js';

useTensors();

const SETTINGS: MelSettings = {
  sampleRateHz: 44_100,
  hop: 441,
  frameLength: 882,
  bands: 64,
  lowHz: 1000,
  highHz: 11_000,
};
const FILTERS = melFilters(SETTINGS);
const QUADRATURE = quadratureFilters(SETTINGS, FILTERS);
const ENERGIES = melEnergies(SETTINGS, FILTERS);
const SAMPLES = 6 * 441;

const sine = (hz: number, phase: number): number[] =>
  Array.from({ length: SAMPLES }, (_, n) => Math.sin((2 * Math.PI * hz * n) / 44_100 + phase));

/** Energies of the first frame per band. */
function energiesOf(x: readonly number[]): number[] {
  const energies = new Array<number>(64).fill(0);
  for (let k = 0; k < 2 * FILTERS.pairs; k++) {
    let response = 0;
    for (let n = 0; n < 882; n++) response += x[n]! * QUADRATURE[n * 2 * FILTERS.pairs + k]!;
    for (let band = 0; band < 64; band++)
      energies[band]! += response ** 2 * FILTERS.bands[(k % FILTERS.pairs) * 64 + band]!;
  }
  return energies;
}

const extract = (rows: readonly (readonly number[])[]): tf.Tensor =>
  standardisedLogarithms(ENERGIES(tf.tensor2d(rows.map((row) => [...row]))));

describe('mel filters', () => {
  it('respond equally to a sine of any phase', () => {
    const [first, ...others] = [0, 0.7, 1.9, 3].map((phase) => energiesOf(sine(4321, phase)));
    const loudest = Math.max(...first!);
    for (const other of others) {
      other.forEach((energy, band) => expect(Math.abs(energy - first![band]!) / loudest).toBeLessThan(1e-4));
    }
  });

  it('respond most to a sine in the band around it', () => {
    const mel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
    const width = (mel(11_000) - mel(1000)) / 65;
    for (const band of [4, 20, 41, 62]) {
      const hz = 700 * (10 ** ((mel(1000) + (band + 1) * width) / 2595) - 1);
      const energies = energiesOf(sine(hz, 1));
      expect(energies.indexOf(Math.max(...energies))).toBe(band);
    }
  });

  it('have mean energy 1 in every band for white noise of variance 1', () => {
    for (let band = 0; band < 64; band++) {
      let energy = 0;
      for (let k = 0; k < 2 * FILTERS.pairs; k++) {
        for (let n = 0; n < 882; n++) {
          energy += QUADRATURE[n * 2 * FILTERS.pairs + k]! ** 2 * FILTERS.bands[(k % FILTERS.pairs) * 64 + band]!;
        }
      }
      expect(energy).toBeCloseTo(1, 4);
    }
  });

  it.each<[Partial<MelSettings>, string]>([
    [{ sampleRateHz: 16_000 }, 'mel bands up to 11000 Hz: expected a sample rate of at least 22000 Hz, got 16000 Hz'],
    [
      { bands: 300 },
      'mel band 1 of 300, around 1011 Hz, is narrower than the frequency resolution of 50.0 Hz ' +
        'at 882 samples per frame; use fewer bands',
    ],
  ])('reject %j', (changes, message) => {
    expect(() => melFilters({ ...SETTINGS, ...changes })).toThrow(new ConfigError(message));
  });
});

describe('log mel energies', () => {
  const noise = Array.from(normal(createRng(3), [SAMPLES]), (value, n) => value * (1 + Math.sin(n / 300)));

  it('match a float64 Fourier transform', () => {
    const expected = features64({ shape: [1, SAMPLES], data: Float64Array.from(noise) }, 44_100, SETTINGS);
    const got = extract([noise]);
    expect(got.shape).toEqual(expected.shape);
    [...got.dataSync()].forEach((value, i) => expect(Math.abs(value - expected.data[i]!)).toBeLessThan(1e-4));
  });

  it('have zero mean and unit variance, and do not depend on loudness', () => {
    const [quiet, loud] = tf.unstack(extract([noise, noise.map((value) => 100 * value)])) as [tf.Tensor, tf.Tensor];
    expect(quiet.mean().dataSync()[0]).toBeCloseTo(0, 5);
    expect(quiet.square().mean().dataSync()[0]).toBeCloseTo(1, 4);
    expect(loud.sub(quiet).abs().max().dataSync()[0]).toBeLessThan(1e-4);
  });

  it('are zero for silence', () => {
    expect([...extract([new Array<number>(SAMPLES).fill(0)]).dataSync()].every((value) => value === 0)).toBe(true);
  });

  it('leave no tensors behind except the result', () => {
    const x = tf.zeros([1, SAMPLES]);
    expect(tensorsLeftBy(() => ENERGIES(x))).toBe(1);
    const energies = ENERGIES(x);
    expect(tensorsLeftBy(() => standardisedLogarithms(energies))).toBe(1);
  });
});
