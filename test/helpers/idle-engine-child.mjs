// Leaves an engine with a divided program behind, without disposing of either: the process must end by itself.
import { createEngine, dataParallelProgram } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';

const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 2, shards: 2 });
const program = await engine.compile(
  dataParallelProgram({
    name: 'sum',
    inputs: { x: { shape: [4] } },
    dataParallel: {
      batched: ['x'],
      replicated: [],
      map: ({ x }) => ({ total: tf.sum(x) }),
      sums: { total: [] },
      reduce: ({ 'sum/total': total }) => ({ total: tf.mul(total, 1) }),
      microBatchSize: 1,
    },
  }),
);
const { outputs } = await program.run({ x: { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } });
process.stdout.write(String(outputs.total.data[0]));
