// Leaves an engine with a divided program behind, without disposing of either: the process must end by itself.
import { createEngine, dividedProgram } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';

const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 2, shards: 2 });
const program = await engine.compile(
  dividedProgram({
    name: 'sum',
    inputs: { x: { shape: [4] } },
    dataParallel: {
      sliced: ['x'],
      shared: [],
      partial: ({ x }) => ({ total: tf.sum(x) }),
      sums: { total: [] },
      combine: ({ 'sum/total': total }) => ({ total: tf.mul(total, 1) }),
      rowsAtOnce: 1,
    },
  }),
);
const { outputs } = await program.run({ x: { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } });
process.stdout.write(String(outputs.total.data[0]));
