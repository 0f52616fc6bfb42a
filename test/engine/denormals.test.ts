import { expect, it } from 'vitest';
import { createEngine, dataParallelProgram, type HostTensor } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';

/** A normal number of float32 whose half is not. */
const SMALL = Math.fround(2e-38);

it('every thread keeps denormal numbers, in shards and in one piece', async () => {
  const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 2, shards: 2 });
  const sums = { name: 'sum', inputs: { x: { shape: [2, 1] } } };
  const divided = dataParallelProgram({
    ...sums,
    dataParallel: {
      batched: ['x'],
      replicated: [],
      map: ({ x }) => ({ total: tf.sum(tf.mul(x!, 0.5)) }),
      sums: { total: [] },
      reduce: ({ 'sum/total': total }) => ({ total: tf.mul(total!, 1) }),
      microBatchSize: 1,
    },
  });
  const whole = { ...sums, fn: ({ x }: Record<string, tf.Tensor>) => ({ total: tf.sum(tf.mul(x!, 0.5)) }) };
  const rowOf = (row: number): HostTensor => ({
    dtype: 'float32',
    shape: [2, 1],
    data: Float32Array.from([0, 1], (index) => (index === row ? SMALL : 0)),
  });
  try {
    for (const program of [await engine.compile(divided), await engine.compile(whole)]) {
      for (const row of [0, 1]) {
        const { outputs } = await program.run({ x: rowOf(row) });
        expect(outputs['total']!.data[0]).toBe(Math.fround(SMALL / 2));
      }
    }
  } finally {
    await engine.dispose();
  }
});
