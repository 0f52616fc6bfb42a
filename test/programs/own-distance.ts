/** Measures R and trains with a custom distance between reconstruction and input. */
import {
  biasCorrections,
  createEngine,
  createRng,
  initialState,
  mlp,
  residual,
  rowCounts,
  scalarInputs,
  termWeights,
  tf,
  trainProgram,
  weightScalars,
  type ReconstructionDistance,
} from 'lyrebird';

/** Mean absolute difference per example. */
const absolute: ReconstructionDistance = (reconstruction, x) => tf.mean(tf.abs(tf.sub(reconstruction, x)), 1);

const kernel = tf.randomNormal([12, 3], 0, 0.3, 'float32', 1);
const x = tf.randomNormal([4, 12], 0, 1, 'float32', 2);
const { residual: measured } = residual((input) => tf.matMul(input, kernel), { reduction: 'mean', distance: absolute })(
  x,
);

const [rows, size] = [8, 12];
const rng = createRng(3);
const values = Float32Array.from({ length: rows * size }, () => rng.normal());
const label = Int32Array.from({ length: rows }, (_, row) => row % 3);
const valid = new Float32Array(rows).fill(1);
const model = mlp({ inputShape: [size], classCount: 3 }, { hidden: [16], activation: 'relu' });
const engine = await createEngine({ threads: 1 });
const residuals: number[] = [];
try {
  const step = trainProgram(model, { batchSize: rows, residual: { reduction: 'mean', distance: absolute } });
  const program = await engine.compile(step);
  await program.writeState(initialState(model, createRng(4)));
  for (let t = 1; t <= 60; t++) {
    const { outputs } = await program.run({
      x: { dtype: 'float32', shape: [rows, size], data: values.slice() },
      label: { dtype: 'int32', shape: [rows], data: label.slice() },
      valid: { dtype: 'float32', shape: [rows], data: valid.slice() },
      ...scalarInputs({
        learningRate: 0.02,
        ...biasCorrections(t),
        ...weightScalars(termWeights({ alpha: 0.1, beta: 1 })),
        ...rowCounts(label, valid),
      }),
    });
    residuals.push(outputs['residual']!.data[0]!);
  }
} finally {
  await engine.dispose();
}
console.log(JSON.stringify({ measured: measured.shape, first: residuals[0], last: residuals.at(-1) }));
