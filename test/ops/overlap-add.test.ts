import { describe, expect, it } from 'vitest';
import { ShapeError } from '#src/errors.js';
import { conv1d, overlapAdd, tf, upsample1d, upsample2d } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import type { Program } from '#src/engine/index.js';
import { useEngines } from '../engine/kernels/engines.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { normalOnHost } from '../helpers/normal.js';

const rng = createRng(11);
const normal = normalTensors(rng);
const dot = (a: tf.Tensor, b: tf.Tensor): number => tf.sum(tf.mul(a, b)).dataSync()[0]!;

describe('overlapAdd', () => {
  it.each([
    ['halves', 8, 4, 1],
    ['quarters', 12, 3, 1],
    ['no overlap', 5, 5, 2],
    ['two channels', 6, 2, 2],
  ])('is the transpose of conv1d: <conv1d(x), y> = <x, overlapAdd(y)>, %s', (_, size, stride, channels) => {
    const frames = 7;
    const x = normal([2, (frames - 1) * stride + size, channels]);
    const y = normal([2, frames, 3]);
    const filter = normal([size, channels, 3]);
    const back = overlapAdd(y, filter, { stride });
    expect(back.shape).toEqual(x.shape);
    expect(dot(conv1d(x, filter, { stride }), y)).toBeCloseTo(dot(x, back), 3);
  });

  it('adds the filter of one non-zero frame at its offset', () => {
    const y = tf.tensor3d([0, 2, 0], [1, 3, 1]);
    const filter = tf.tensor3d([1, 10, 100, 1000], [4, 1, 1]);
    expect([...overlapAdd(y, filter, { stride: 2 }).dataSync()]).toEqual([0, 0, 2, 20, 200, 2000, 0, 0]);
  });

  it('refuses a filter length that is not a multiple of the stride, and frames of the wrong filter count', () => {
    expect(() => overlapAdd(tf.zeros([1, 3, 2]), tf.zeros([5, 1, 2]), { stride: 2 })).toThrow(
      new ShapeError(
        'overlapAdd: expected y [B, T, 2] and a filter whose length is a multiple of the stride 2, ' +
          'got [1, 3, 2] and [5, 1, 2]',
      ),
    );
    expect(() => overlapAdd(tf.zeros([1, 3, 4]), tf.zeros([4, 1, 2]), { stride: 2 })).toThrow(ShapeError);
  });
});

describe('upsampling', () => {
  it('repeats every pixel in both directions', () => {
    const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    expect([...upsample2d(image, 2).dataSync()]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });

  it('repeats every frame, channel by channel', () => {
    const frames = tf.tensor3d([1, -1, 2, -2], [1, 2, 2]);
    expect([...upsample1d(frames, 3).dataSync()]).toEqual([1, -1, 1, -1, 1, -1, 2, -2, 2, -2, 2, -2]);
  });

  it('has a gradient that is the sum over the repetitions', () => {
    const weights = normal([1, 4, 6, 2]);
    const gradient = tf.grad((x) => tf.sum(tf.mul(weights, upsample2d(x, 2))))(normal([1, 2, 3, 2]));
    const expected = tf.mul(4, tf.avgPool(weights, 2, 2, 'valid'));
    expect(tf.max(tf.abs(tf.sub(gradient, expected))).dataSync()[0]).toBeLessThan(1e-5);
  });

  it('refuses other ranks', () => {
    expect(() => upsample2d(tf.zeros([2, 3, 4]), 2)).toThrow('upsample2d: expected [B, H, W, C], got [2, 3, 4]');
    expect(() => upsample1d(tf.zeros([2, 3]), 2)).toThrow('upsample1d: expected [B, T, C], got [2, 3]');
  });
});

describe('both engines give the same result', () => {
  const engines = useEngines();
  const program: Program = {
    name: 'overlap-add of upsampled frames',
    inputs: { x: { shape: [2, 3, 4] }, filter: { shape: [6, 1, 4] }, image: { shape: [2, 2, 3, 1] } },
    fn: ({ x, filter, image }) => {
      const sound = (frames: tf.Tensor, kernel: tf.Tensor) => overlapAdd(upsample1d(frames, 2), kernel, { stride: 2 });
      const [dx, dFilter] = tf.grads((a, b) => tf.sum(tf.square(sound(a, b))))([x!, filter!]);
      const dImage = tf.grad((a) => tf.sum(tf.square(tf.square(upsample2d(a, 2)))))(image!);
      return { sound: sound(x!, filter!), dx: dx!, dFilter: dFilter!, dImage };
    },
  };

  it('for values and gradients', async () => {
    const host = (shape: readonly number[]) => normalOnHost(rng, shape);
    const inputs = { x: host([2, 3, 4]), filter: host([6, 1, 4]), image: host([2, 2, 3, 1]) };
    const copy = () => Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, { ...v, data: v.data.slice() }]));
    const [a, b] = await Promise.all(
      [engines.compiled, engines.reference].map(async (engine) => {
        const compiled = await engine.compile(program);
        const { outputs } = await compiled.run(copy());
        await compiled.dispose();
        return outputs;
      }),
    );
    for (const name of ['sound', 'dx', 'dFilter', 'dImage']) {
      expect(a![name]!.shape).toEqual(b![name]!.shape);
      for (const [i, expected] of b![name]!.data.entries()) expect(a![name]!.data[i]).toBeCloseTo(expected, 3);
    }
  });
});
