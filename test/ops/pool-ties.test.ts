import { describe, expect, it } from 'vitest';
import type { TensorFunction } from '#src/engine/types.js';
import { maxPool1d, maxPool2d, tf } from '#src/ops/index.js';
import { useEngines } from '../helpers/use-engines.js';

const engines = useEngines();

/** Gradient of the sum of all windows' maxima with respect to the input. */
const gradientOf =
  (pool: (x: tf.Tensor) => tf.Tensor): TensorFunction =>
  ({ x }) => ({ dx: tf.grad((input: tf.Tensor) => tf.sum(pool(input)))(x!) });

/**
 * All entries tie, as in a silent recording or the background of a digit: only the first position of each window
 * wins.
 */
const CASES = [
  [
    'windows of 4, stride 2',
    [1, 8, 1],
    (x: tf.Tensor) => maxPool1d(x, { size: 4, stride: 2 }),
    [1, 0, 1, 0, 1, 0, 0, 0],
  ],
  ['windows of 2, stride 2', [1, 4, 1], (x: tf.Tensor) => maxPool1d(x, { size: 2, stride: 2 }), [1, 0, 1, 0]],
  ['windows of 3, stride 1', [1, 5, 1], (x: tf.Tensor) => maxPool1d(x, { size: 3, stride: 1 }), [1, 1, 1, 0, 0]],
  [
    'windows of 2 x 2, stride 2',
    [1, 4, 4, 1],
    (x: tf.Tensor) => maxPool2d(x, { size: 2, stride: 2 }),
    [1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0],
  ],
] as const;

describe.each(['eager', 'compiled'])('max pooling of a constant input on the %s engine', (engineName) => {
  it.each(CASES)(
    '%s: the first position of each window receives the whole gradient',
    async (name, shape, pool, expected) => {
      const program = await engines[engineName]!.compile({ name, inputs: { x: { shape } }, fn: gradientOf(pool) });
      const data = new Float32Array(shape.reduce((product: number, size) => product * size, 1)).fill(0.5);
      const { outputs } = await program.run({ x: { dtype: 'float32', shape, data } });
      await program.dispose();
      expect([...outputs['dx']!.data]).toEqual(expected);
    },
  );
});
