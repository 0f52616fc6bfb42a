import { tf } from '#src/ops/tf.js';
import { createRng } from '#src/rng.js';
import { expect, it } from 'vitest';
import { between, pick } from '../engine/kernels/draw.js';
import { normalTensors } from './normal-tensors.js';
import { usePlainConvolutions } from './plain-convolutions.js';
import { useTensors } from './use-tensors.js';

type Image = tf.Tensor4D;
const DRAWS = 40;

useTensors();

it('plain convolutions and their gradients equal those of TensorFlow.js for random sizes, strides and paddings', () => {
  const [reference, plain] = [results(), (usePlainConvolutions(), results())];
  reference.forEach((tensors, draw) =>
    tensors.forEach(({ shape, data }, i) => {
      const actual = plain[draw]![i]!;
      expect(actual.shape, `draw ${draw}`).toEqual(shape);
      data.forEach((value, k) => expect(actual.data[k], `draw ${draw}`).toBeCloseTo(value, 4));
    }),
  );
});

/** Computes y, dx and dw for each draw. */
function results(): { readonly shape: readonly number[]; readonly data: Float32Array }[][] {
  return Array.from({ length: DRAWS }, (_, draw) => {
    const rng = createRng(7).split(draw);
    const pad = pick(rng, ['same', 'valid', 1, 2] as const);
    const height = between(rng, 1, 4);
    const filter = [
      height,
      typeof pad === 'number' ? height : between(rng, 1, 4),
      between(rng, 1, 3),
      between(rng, 1, 4),
    ];
    const shape = [between(rng, 1, 2), filter[0]! + rng.integer(5), filter[1]! + rng.integer(5), filter[2]!];
    const stride = between(rng, 1, 3);
    return tf.tidy(() => {
      const values = normalTensors(rng);
      const [x, w] = [values(shape) as Image, values(filter) as Image];
      const y = tf.conv2d(x, w, stride, pad);
      const [dx, dw] = tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as Image, b as Image, stride, pad))(
        [x, w],
        values(y.shape),
      );
      return [y, dx!, dw!].map((tensor) => ({ shape: tensor.shape, data: tensor.dataSync() as Float32Array }));
    });
  });
}
