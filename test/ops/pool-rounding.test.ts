import { describe, expect, it } from 'vitest';
import { tf } from '#src/ops/index.js';
import { useEngines } from '../helpers/use-engines.js';

const engines = useEngines();

type Pool = (x: tf.Tensor) => tf.Tensor;

/** 3 x 3 negative numbers in windows of 2 x 2: three of the four windows are incomplete. */
const SHAPE = [1, 3, 3, 1];
const VALUES = [-1, -2, -3, -4, -5, -6, -7, -8, -9];
const maxPool: Pool = (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 0, 'ceil');
const averagePool: Pool = (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 0, 'ceil');

describe.each(['eager', 'compiled'])(
  'pooling with the number of windows rounded up, on the %s engine',
  (engineName) => {
    it.each([
      ['maximum', maxPool, [-1, -3, -7, -9], [1, 0, 1, 0, 0, 0, 1, 0, 1]],
      ['mean', averagePool, [-3, -4.5, -7.5, -9], [0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 1]],
    ] as const)('%s: pads incomplete windows with nothing that counts', async (name, pool, expected, derivatives) => {
      const program = await engines[engineName]!.compile({
        name,
        inputs: { x: { shape: SHAPE } },
        fn: ({ x }) => ({ y: pool(x!), dx: tf.grad((input: tf.Tensor) => tf.sum(pool(input)))(x!) }),
      });
      const { outputs } = await program.run({
        x: { dtype: 'float32', shape: SHAPE, data: Float32Array.from(VALUES) },
      });
      await program.dispose();
      expect([...outputs['y']!.data]).toEqual(expected);
      expect([...outputs['dx']!.data]).toEqual(derivatives);
    });
  },
);

it('refuses windows that contain nothing but padding', async () => {
  const beyond = engines['compiled']!.compile({
    name: 'gaps',
    inputs: { x: { shape: [1, 5, 5, 1] } },
    fn: ({ x }) => ({ y: tf.maxPool(x as tf.Tensor4D, 1, 3, 0, 'ceil') }),
  });
  await expect(beyond).rejects.toThrow(
    "pooling: windows of 1, stride 3, have no entry of the input's 5 at position 2; use less padding",
  );
});
