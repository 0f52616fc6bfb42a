import { type Dataset, readBatch } from '../../data/index.js';
import type { Engine, Program } from '../../engine/index.js';
import { tf } from '../../ops/index.js';
import { exampleCount, distance, type ExampleMatrix, type Nearest } from './distances.js';

/** Dataset examples per engine call. */
const CHUNK = 1000;

/**
 * Finds the nearest example of a whole dataset for each of the given examples, like `nearest`, but with the dot
 * products computed by the engine.
 *
 * ‖a − b‖² = ‖a‖² − 2 ⟨a, b⟩ + ‖b‖² loses digits if a and b are nearly equal, so the distance to the
 * winner is recomputed directly.
 */
export async function nearestInDataset(engine: Engine, examples: ExampleMatrix, dataset: Dataset): Promise<Nearest> {
  const count = exampleCount(examples);
  const { size } = examples;
  const program = await engine.compile(nearestProgram(count, size));
  try {
    const index = new Int32Array(count);
    const smallest = new Float64Array(count).fill(Infinity);
    for (let start = 0; start < dataset.length; start += CHUNK) {
      const rows = Math.min(CHUNK, dataset.length - start);
      const others = new Float32Array(CHUNK * size);
      // The last chunk is padded with copies of its first example: they tie with it, and the first of equals wins.
      const indices = Array.from({ length: rows }, (_, row) => start + row);
      readBatch(dataset, indices, others);
      const { outputs } = await program.run({
        examples: { dtype: 'float32', shape: [count, size], data: examples.values.slice() },
        others: { dtype: 'float32', shape: [CHUNK, size], data: others },
      });
      for (let i = 0; i < count; i++) {
        const squared = outputs['squared']!.data[i]!;
        if (squared < smallest[i]!) {
          smallest[i] = squared;
          index[i] = start + outputs['index']!.data[i]!;
        }
      }
    }
    const winner = new Float32Array(size);
    const exact = Float64Array.from({ length: count }, (_, i) => {
      dataset.read(index[i]!, winner, 0);
      return distance(examples, i, { values: winner, size }, 0);
    });
    return { index, distance: exact };
  } finally {
    await program.dispose();
  }
}

function nearestProgram(count: number, size: number): Program {
  return {
    name: 'nearest neighbours',
    inputs: { examples: { shape: [count, size] }, others: { shape: [CHUNK, size] } },
    fn: ({ examples, others }) => {
      const products = tf.matMul(examples!, others!, false, true);
      const squares = tf.sub(tf.reshape(tf.sum(tf.square(others!), 1), [1, CHUNK]), tf.mul(products, 2));
      return { index: tf.cast(tf.argMin(squares, 1), 'int32'), squared: tf.min(squares, 1) };
    },
  };
}
