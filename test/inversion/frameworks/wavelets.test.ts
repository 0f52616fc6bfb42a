import { describe, expect, it } from 'vitest';
import { frameworks, inverse } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { imageTransform64, bank64, transform64 } from '#src/paper/frameworks/checks/wavelets64.js';
import { normal } from '../../helpers/normal.js';
import { useTensors } from '../../helpers/use-tensors.js';
import { difference, normal64, tensorOf } from './support.js';

const { wavelets } = frameworks;
const NAMES = Object.keys(wavelets.WAVELETS) as (keyof typeof wavelets.WAVELETS)[];

useTensors();

describe.each(NAMES)('%s', (name) => {
  const taps = wavelets.WAVELETS[name];
  const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);

  it('sums to √2, is orthogonal to its even shifts, and has half as many vanishing moments as taps', () => {
    expect(sum(taps)).toBeCloseTo(Math.SQRT2, 12);
    for (let shift = 0; shift < taps.length; shift += 2) {
      const product = sum(taps.slice(shift).map((tap, n) => tap * taps[n]!));
      expect(product).toBeCloseTo(shift === 0 ? 1 : 0, 12);
    }
    const high = taps.map((_, n) => (n % 2 === 0 ? 1 : -1) * taps[taps.length - 1 - n]!);
    for (let moment = 0; moment < taps.length / 2; moment++) {
      expect(sum(high.map((tap, n) => tap * n ** moment))).toBeCloseTo(0, 10);
    }
  });

  it('matches the textbook transform and preserves energy', () => {
    const x = normal64(createRng(2), [2, 64]);
    const actual = wavelets.waveletTransform(wavelets.lowPassOf(name), { levels: 3 })(tensorOf(x));
    const expected = [0, 1].flatMap((row) => [
      ...transform64(x.data.subarray(row * 64, row * 64 + 64), bank64(taps), 3),
    ]);
    expect(difference(actual, expected)).toBeLessThan(1e-6);
    const energy = sum([...x.data].map((value) => value ** 2));
    expect(Math.abs(tf.sum(tf.square(actual)).dataSync()[0]! / energy - 1)).toBeLessThan(1e-6);
  });

  it('reconstructs signals and images at threshold 0', () => {
    const rng = createRng(4);
    const lowPass = wavelets.lowPassOf(name);
    const signal = normal64(rng, [2, 64]);
    expect(
      difference(inverse(wavelets.waveletTransform(lowPass, { levels: 3 }))(tensorOf(signal)), signal.data),
    ).toBeLessThan(2e-6);
    const image = normal64(rng, [2, 16 * 32]);
    const transform = wavelets.imageWaveletTransform(lowPass, { levels: 2, shape: [16, 32] });
    expect(difference(inverse(transform)(tensorOf(image)), image.data)).toBeLessThan(2e-6);
  });

  it('has orthonormal atoms', () => {
    const lowPass = wavelets.lowPassOf(name);
    expect(wavelets.filterViolation(lowPass).dataSync()[0]).toBeLessThan(1e-6);
    const atoms = wavelets.atomsOf(wavelets.waveletTransform(lowPass, { levels: 2 }), 32);
    expect(frameworks.pca.violation(atoms).dataSync()[0]).toBeLessThan(1e-6);
  });
});

it('matches the textbook transform of images along both axes', () => {
  const image = normal64(createRng(5), [1, 16 * 8]);
  const lines = Array.from({ length: 16 }, (_, y) => image.data.slice(y * 8, y * 8 + 8));
  const actual = wavelets.imageWaveletTransform(wavelets.lowPassOf('d4'), { levels: 2, shape: [16, 8] })(
    tensorOf(image),
  );
  expect(difference(actual, imageTransform64(lines, bank64(wavelets.WAVELETS.d4), 2))).toBeLessThan(1e-6);
});

describe('a filter from angles', () => {
  it("is Haar's without angles, and Daubechies' with four taps at −π/12", () => {
    expect(difference(wavelets.lowPassOfAngles(tf.tensor1d([])), wavelets.WAVELETS.haar)).toBeLessThan(1e-6);
    const actual = [...wavelets.lowPassOfAngles(tf.tensor1d([-Math.PI / 12])).dataSync()];
    wavelets.WAVELETS.d4.forEach((tap, n) => expect(actual[n]).toBeCloseTo(tap, 6));
  });

  it('is orthogonal, with zero details for constants, at any angles', () => {
    const rng = createRng(6);
    for (let trial = 0; trial < 5; trial++) {
      const lowPass = wavelets.lowPassOfAngles(tf.tensor1d(Array.from(normal(rng, [3]), (value) => 3 * value)));
      expect(lowPass.shape).toEqual([8]);
      expect(wavelets.filterViolation(lowPass).dataSync()[0]).toBeLessThan(1e-6);
      const details = tf.slice(wavelets.waveletTransform(lowPass, { levels: 1 })(tf.ones([1, 16])), [0, 8], [1, 8]);
      expect(tf.max(tf.abs(details)).dataSync()[0]).toBeLessThan(1e-6);
    }
  });
});

it('reports the violation of a filter that is not orthogonal', () => {
  expect(wavelets.filterViolation(tf.tensor1d([1, 1])).dataSync()[0]).toBe(1);
  expect(wavelets.filterViolation(tf.tensor1d([0.5, 0.5, 0.5, 0.5])).dataSync()[0]).toBeCloseTo(0.5, 6);
});

it('rejects lengths that cannot be halved often enough, and odd filters', () => {
  const transform = wavelets.waveletTransform(wavelets.lowPassOf('d4'), { levels: 3 });
  expect(() => transform(tf.ones([1, 12]))).toThrow(
    'wavelet: expected an even length of at least 4, got 3; use fewer levels',
  );
  expect(() => wavelets.filterPair(tf.ones([3]))).toThrow('wavelet: expected an even number of taps, [L], got [3]');
});

it.each([0, 1, 5, NaN])('rejects %d taps of a wavelet that is fitted', (taps) => {
  expect(() => frameworks.fittedWavelet.init({ taps, rng: createRng(1) })).toThrow(
    `wavelet: expected an even number of taps of at least 2, got ${taps}`,
  );
});
