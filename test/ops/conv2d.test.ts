import { describe, expect, it } from 'vitest';
import { conv2d, tf, type Tensor } from '#src/ops/index.js';
import { useEngines } from '../helpers/use-engines.js';

const engines = useEngines();

const X = [1, 2, 3];
const FILTER = [1, 10, 100];
/** Every position where filter and input overlap. */
const FULL = [100, 210, 321, 32, 3];

describe.each(['eager', 'compiled'])(
  'a full convolution with a filter that is not square, on the %s engine',
  (name) => {
    it.each([
      ['wide', [1, 1, 3, 1]],
      ['high', [1, 3, 1, 1]],
    ])('%s: pads each axis by the length of the filter along it', async (_, xShape) => {
      const filterShape = [...xShape.slice(1), 1];
      const { outputs } = await run(xShape, (x, filter) => ({ y: conv2d(x, filter, 'full') }), filterShape);
      expect(outputs['y']!.shape).toEqual(xShape.map((size) => (size === 3 ? 5 : 1)));
      expect([...outputs['y']!.data]).toEqual(FULL);
    });

    it('has first and second derivatives', async () => {
      const derivatives = (convolve: (x: Tensor, filter: Tensor) => Tensor) => (x: Tensor, filter: Tensor) => {
        const energy = (a: Tensor, b: Tensor): Tensor => tf.sum(tf.square(convolve(a, b)));
        const [dx, dFilter] = tf.grads(energy)([x, filter]) as [Tensor, Tensor];
        const second = tf.grad((a: Tensor) => tf.sum(tf.square(tf.grad((b: Tensor) => energy(a, b))(filter))))(x);
        return { dx, dFilter, second };
      };
      const padded = (x: Tensor, filter: Tensor): Tensor => {
        const around = tf.pad(x, [[0, 0], [0, 0], [2, 2], [0, 0]]); // prettier-ignore
        return conv2d(around, filter, 'valid');
      };
      const full = await run(
        [1, 1, 3, 1],
        derivatives((x, filter) => conv2d(x, filter, 'full')),
      );
      const reference = await run([1, 1, 3, 1], derivatives(padded));
      expect(full.outputs).toEqual(reference.outputs);
    });

    async function run(
      xShape: number[],
      f: (x: Tensor, filter: Tensor) => Record<string, Tensor>,
      filterShape = [1, 3, 1, 1],
    ) {
      const program = await engines[name]!.compile({
        name: 'convolution',
        inputs: { x: { shape: xShape }, filter: { shape: filterShape } },
        fn: ({ x, filter }) => f(x!, filter!),
      });
      const result = await program.run({
        x: { dtype: 'float32', shape: xShape, data: Float32Array.from(X) },
        filter: { dtype: 'float32', shape: filterShape, data: Float32Array.from(FILTER) },
      });
      await program.dispose();
      return result;
    }
  },
);
