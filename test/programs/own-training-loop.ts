/** Custom training loop on custom data: compiles the step as a program and feeds it batches. */
import {
  biasCorrections,
  createEngine,
  createRng,
  initialState,
  mlp,
  rowCounts,
  scalarInputs,
  termWeights,
  trainProgram,
  UNLABELLED,
  weightScalars,
  type HostTensor,
} from 'lyrebird';

const [ROWS, SIZE] = [20, 2];
const rng = createRng(1);

/** Two classes of points in the plane; half of them unlabelled. */
function batch(): Record<'x' | 'label' | 'valid', HostTensor> {
  const x = Float32Array.from({ length: ROWS * SIZE }, (_, i) => {
    const side = Math.floor(i / SIZE) % 2 === 0 ? 2 : -2;
    return rng.normal() + (i % SIZE === 0 ? side : 0);
  });
  const label = Int32Array.from({ length: ROWS }, (_, row) => (row % 4 < 2 ? row % 2 : UNLABELLED));
  return {
    x: { dtype: 'float32', shape: [ROWS, SIZE], data: x },
    label: { dtype: 'int32', shape: [ROWS], data: label },
    valid: { dtype: 'float32', shape: [ROWS], data: new Float32Array(ROWS).fill(1) },
  };
}

const model = mlp({ inputShape: [SIZE], classCount: 2 }, { hidden: [8], activation: 'relu' });
const engine = await createEngine({ threads: 1 });
const losses: number[] = [];
let accuracy = 0;
try {
  const program = await engine.compile(
    trainProgram(model, { batchSize: ROWS, residual: { reduction: 'mean', distance: 'euclidean' } }),
  );
  await program.writeState(initialState(model, createRng(2)));
  for (let step = 1; step <= 100; step++) {
    const { x, label, valid } = batch();
    const scalars = scalarInputs({
      learningRate: 0.02,
      ...biasCorrections(step),
      ...weightScalars(termWeights({ alpha: 0.7, beta: 0.3 })),
      ...rowCounts(label.data, valid.data),
    });
    const { outputs } = await program.run({ x, label, valid, ...scalars });
    losses.push(outputs['loss']!.data[0]!);
    accuracy = outputs['correct']!.data[0]! / outputs['labelledCount']!.data[0]!;
  }
} finally {
  await engine.dispose();
}
console.log(JSON.stringify({ first: losses[0], last: losses.at(-1), accuracy }));
