import type { Engine, HostTensor } from '#src/engine/index.js';
import { tf, type Tensor } from '#src/ops/tf.js';
import { spread } from './statistics.js';

const SIZE = 1024;
const PRODUCTS = 4;
const RUNS = 9;

/**
 * Measures the highest GFLOP/s of a matrix product on the same engine and threads: the upper bound for a step that
 * consists of products.
 */
export async function matrixLimit(engine: Engine): Promise<number> {
  const program = await engine.compile({
    name: 'matrix products',
    inputs: { a: { shape: [SIZE, SIZE] }, b: { shape: [SIZE, SIZE] } },
    fn: ({ a, b }) => {
      let product: Tensor = a!;
      for (let i = 0; i < PRODUCTS; i++) product = tf.matMul(product, b as tf.Tensor2D);
      return { sum: tf.sum(product) };
    },
  });
  const filledMatrix = (): HostTensor => ({
    dtype: 'float32',
    shape: [SIZE, SIZE],
    // Rows sum to one, so products neither grow nor vanish.
    data: new Float32Array(SIZE * SIZE).fill(1 / SIZE),
  });
  let inputs: Record<string, HostTensor> = { a: filledMatrix(), b: filledMatrix() };
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    inputs = { ...(await program.run(inputs)).recycled };
    times.push(performance.now() - start);
  }
  await program.dispose();
  return (PRODUCTS * 2 * SIZE ** 3) / (spread(times).min * 1e6);
}
