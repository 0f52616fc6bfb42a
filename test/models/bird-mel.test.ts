import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { inverse } from '#src/inversion/index.js';
import { createModel, invertiblePart } from '#src/models/index.js';
import { statisticsCount } from '#src/models/mel/statistics-plan.js';
import { timeStatistics } from '#src/models/mel/time-statistics.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { statistics64 } from '../helpers/bird-mel-64.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { normal } from '../helpers/normal.js';
import { leaf } from '../helpers/reference64.js';

const MODEL = createModel({ name: 'bird-mel' }, { inputShape: [22_050], classCount: 10, sampleRateHz: 44_100 });

describe('bird-mel', () => {
  it('has 213,514 parameters for ten classes at any segment length', () => {
    const counted = Object.values(MODEL.init(createRng(0))).reduce((sum, { data }) => sum + data.length, 0);
    expect(counted).toBe(213_514);
    expect(MODEL.parameterCount).toBe(213_514);
    const longer = createModel({ name: 'bird-mel' }, { inputShape: [66_150], classCount: 10, sampleRateHz: 44_100 });
    expect(longer.parameterCount).toBe(213_514);
  });

  it('keeps the sample rate in its spec, so a saved model does not need it again', () => {
    expect(MODEL.spec).toEqual({ name: 'bird-mel', sampleRateHz: 44_100 });
    const again = createModel(MODEL.spec as { name: string }, { inputShape: [22_050], classCount: 10 });
    expect(again.frontEnd!.shape).toEqual([49, 64]);
  });

  it('reads 20 ms every 10 ms: all of 22,050 samples at 44.1 kHz, 24,480 of 24,500 samples at 48 kHz', () => {
    expect(MODEL.usedInputShape).toEqual([22_050]);
    const other = createModel({ name: 'bird-mel' }, { inputShape: [24_500], classCount: 3, sampleRateHz: 48_000 });
    expect(other.usedInputShape).toEqual([24_480]);
  });

  it.each([
    [{ inputShape: [22_050] }, 'model bird-mel: expected the sample rate of the segments, got none'],
    [
      { inputShape: [4409], sampleRateHz: 44_100 },
      'model bird-mel: expected segments of at least 4410 samples at 44100 Hz, got [4409]',
    ],
    [
      { inputShape: [28, 28, 1], sampleRateHz: 44_100 },
      'model bird-mel: expected segments of at least 4410 samples at 44100 Hz, got [28, 28, 1]',
    ],
    [
      { inputShape: [8000], sampleRateHz: 16_000 },
      'mel bands up to 11000 Hz: expected a sample rate of at least 22000 Hz, got 16000 Hz',
    ],
  ])('rejects %j', (shape, message) => {
    expect(() => createModel({ name: 'bird-mel' }, { ...shape, classCount: 10 })).toThrow(new ConfigError(message));
  });
});

it('on samples, the inverse is orthogonal to the input for any parameters; on features it is not', () => {
  const model = createModel({ name: 'bird-mel' }, { inputShape: [5292], classCount: 10, sampleRateHz: 44_100 });
  const parameters = Object.fromEntries(
    Object.entries(model.init(createRng(2))).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
  );
  const x = normalTensors(createRng(5))([1, 5292]);
  const cosine = (invert: (input: tf.Tensor) => tf.Tensor, input: tf.Tensor): number => {
    const back = invert(input);
    return Number(tf.div(tf.sum(tf.mul(back, input)), tf.mul(tf.norm(back), tf.norm(input))).dataSync()[0]);
  };
  expect(
    Math.abs(
      cosine(
        inverse((input) => model.apply(parameters, input)),
        x,
      ),
    ),
  ).toBeLessThan(1e-4);
  const { f, x: features } = invertiblePart(model, parameters, x);
  expect(features.shape).toEqual([1, 11, 64]);
  expect(Math.abs(cosine(inverse(f), features))).toBeGreaterThan(1e-2);
});

describe('statistics over time', () => {
  const values = normal(createRng(4), [2, 11, 6]);

  it('match a float64 implementation', () => {
    const expected = statistics64(leaf({ shape: [2, 11, 6], data: values }));
    const got = timeStatistics(tf.tensor3d(Float32Array.from(values), [2, 11, 6]));
    expect(got.shape).toEqual(expected.shape);
    expect(got.shape[1]).toBe(statisticsCount(6));
    [...got.dataSync()].forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 5));
  });

  it('distinguish rising notes from falling ones', () => {
    const note = (slope: number): number[][] =>
      Array.from({ length: 11 }, (_, t) =>
        Array.from({ length: 6 }, (_, m) => ((t * slope + m + 60) % 6 === 0 ? 2 : -1)),
      );
    const [rising, falling] = tf.unstack(timeStatistics(tf.tensor3d([note(-1), note(1)]))) as [tf.Tensor, tf.Tensor];
    // Order: mean, maximum and deviation of 6 bands, 4 x 6 changes in time, then 5 + 4 upward and 5 + 4 downward
    // changes.
    const sumOf = (x: tf.Tensor, from: number): number =>
      Array.from(x.slice([from], [5]).dataSync(), Number).reduce((sum, value) => sum + value, 0);
    expect(sumOf(rising, 42)).toBeLessThan(sumOf(falling, 42));
    expect(sumOf(rising, 51)).toBeGreaterThan(sumOf(falling, 51));
  });
});
