import { describe, expect, it } from 'vitest';
import { signalToNoiseDecibels } from '#src/paper/frameworks/checks/decibels.js';
import { toRows, toTensor } from '#src/paper/frameworks/arrays.js';
import { noisySignals } from '#src/paper/frameworks/data/signals.js';
import { frameworks, inverse } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { useTensors } from '../../helpers/use-tensors.js';

const { wavelets, softThresholding, hardThresholding, fittedWavelet } = frameworks;

useTensors();

const LEVELS = 5;
const SIZE = 512;
const { clean, noisy } = noisySignals(createRng(1), { size: SIZE });
const d8 = () => wavelets.waveletTransform(wavelets.lowPassOf('d8'), { levels: LEVELS });
const finest = (x: tf.Tensor): tf.Tensor => tf.slice(d8()(x), [0, SIZE / 2], [x.shape[0], SIZE / 2]);

describe('thresholding', () => {
  it.each([
    ['soft', [2, -1, 0, 0, 0]],
    ['hard', [3, -2, 0, 0, 0]],
  ] as const)('%s: the derivative is the mask; only soft thresholding shrinks the value', (kind, values) => {
    const framework = kind === 'soft' ? softThresholding : hardThresholding;
    const c = tf.tensor2d([3, -2, 0.5, -0.5, 0], [1, 5]);
    const f = framework.f((x) => x, 1);
    expect(Array.from(f(c).dataSync(), (value) => value + 0)).toEqual(values);
    const ones = inverse(f, { coefficients: tf.ones([1, 5]) })(c);
    expect([...ones.dataSync()]).toEqual([1, 1, 0, 0, 0]);
  });

  it('has R = Σ min(|c|, b)² if soft, Σ c² of the coefficients below the threshold if hard', () => {
    const x = toTensor(noisy);
    const [c, b] = [d8()(x), 1.5];
    const sizes = tf.abs(c);
    const soft = tf.sum(tf.square(tf.minimum(sizes, b)), 1).dataSync();
    const hard = tf.sum(tf.mul(tf.square(c), tf.cast(tf.lessEqual(sizes, b), 'float32')), 1).dataSync();
    softThresholding
      .loss(
        d8(),
        b,
      )(x)
      .dataSync()
      .forEach((value, i) => expect(value / soft[i]!).toBeCloseTo(1, 4));
    hardThresholding
      .loss(
        d8(),
        b,
      )(x)
      .dataSync()
      .forEach((value, i) => expect(value / hard[i]!).toBeCloseTo(1, 4));
  });

  it('with the universal threshold denoises blocks, bumps, heavisine and doppler', () => {
    const x = toTensor(noisy);
    const noise = frameworks.noiseLevel(finest(x));
    expect(noise).toBeGreaterThan(0.9);
    expect(noise).toBeLessThan(1.15);
    const thresholds = frameworks.universalThresholds(noise, { size: SIZE, kept: SIZE / 2 ** LEVELS });
    const decibels = (framework: typeof softThresholding): number =>
      signalToNoiseDecibels(toRows(inverse(framework.f(d8(), thresholds))(x)), clean);
    const before = signalToNoiseDecibels(noisy, clean);
    // Soft thresholding is smooth at a cost: it shrinks every large coefficient by b.
    expect(decibels(hardThresholding) - before).toBeGreaterThan(2);
    expect(decibels(hardThresholding)).toBeGreaterThan(decibels(softThresholding));
    const heaviSine = 2;
    const row = (rows: typeof clean) => ({
      ...rows,
      rows: 1,
      data: rows.data.subarray(heaviSine * SIZE, (heaviSine + 1) * SIZE),
    });
    const smooth = toRows(inverse(softThresholding.f(d8(), thresholds))(x));
    expect(
      signalToNoiseDecibels(row(smooth), row(clean)) - signalToNoiseDecibels(row(noisy), row(clean)),
    ).toBeGreaterThan(5);
  });

  it('has threshold 0 for smooth coefficients and σ √(2 ln N) for the others', () => {
    const thresholds = [...frameworks.universalThresholds(2, { size: 8, kept: 2 }).dataSync()];
    expect(thresholds.slice(0, 2)).toEqual([0, 0]);
    for (const value of thresholds.slice(2)) expect(value).toBeCloseTo(2 * Math.sqrt(2 * Math.log(8)), 5);
  });

  it('estimates noise by the median, unaffected by a few large details', () => {
    const rng = createRng(9);
    const details = Float32Array.from({ length: 2000 }, (_, i) => (i < 50 ? 100 : 3 * rng.normal()));
    expect(Math.abs(frameworks.noiseLevel(tf.tensor1d(details)) / 3 - 1)).toBeLessThan(0.1);
  });
});

it('a wavelet learned through R is within 1% of the lowest R found by a search around Haar’s', () => {
  const x = toTensor(noisySignals(createRng(3), { size: 256 }).clean);
  const options = {
    thresholding: softThresholding,
    threshold: 2,
    transform: (lowPass: tf.Tensor) => wavelets.waveletTransform(lowPass, { levels: 3 }),
  };
  const residualAt = (angle: number): number =>
    tf.tidy(() => tf.sum(fittedWavelet.loss(tf.tensor1d([angle]), options)(x)).dataSync()[0]!);
  const { angles } = fittedWavelet.fit(x, { ...options, taps: 4, rng: createRng(1), steps: 40 });
  const lowest = Math.min(...Array.from({ length: 21 }, (_, i) => residualAt((i - 10) / 20)));
  const learned = residualAt(angles.dataSync()[0]!);
  expect(learned / lowest).toBeLessThan(1.01);
  // Haar's wavelet, the starting point, is more than 10% worse.
  expect(residualAt(0) / lowest).toBeGreaterThan(1.1);
});
