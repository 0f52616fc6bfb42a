import { invert } from '../../inversion/index.js';
import { withModelFunction, type ModelFunction, type ModelRun } from './model-run.js';
import { argMax } from '../scores/softmax.js';

/** A model's reconstruction and prediction of one example. */
export interface ExampleReconstruction {
  /** A[x]ᵀ f(x) (Eq. 6), as many values as the example has. */
  readonly reconstruction: Float32Array;
  /** R(x) / ‖x‖², with R of Eq. 8: 0 for a perfect reconstruction, 1 for a reconstruction of zeros. */
  readonly relativeResidual: number;
  /** Predicted class: that of the largest logit. */
  readonly predictedClass: number;
}

/**
 * Reconstructs examples with a model's inverse A[x]ᵀ f(x), in one backward pass.
 * @param examples each of the model's `inputShape`; at least one
 */
export async function reconstructExamples(
  run: ModelRun,
  examples: readonly Float32Array[],
): Promise<ExampleReconstruction[]> {
  const { model } = run;
  const batchSize = examples.length;
  const size = model.inputShape.reduce((product, side) => product * side, 1);
  const data = new Float32Array(batchSize * size);
  examples.forEach((example, i) => data.set(example, i * size));
  const description: ModelFunction = { name: 'inverse', batchSize, fn: (f, x) => ({ ...invert(f)(x) }) };
  return withModelFunction(run, description, async (program) => {
    const x = { dtype: 'float32' as const, shape: [batchSize, ...model.inputShape], data };
    const { outputs } = await program.run({ x });
    const [logits, inverse] = [outputs['output']!.data as Float32Array, outputs['inverse']!.data as Float32Array];
    return examples.map((example, i): ExampleReconstruction => {
      const reconstruction = inverse.slice(i * size, (i + 1) * size);
      return {
        reconstruction,
        relativeResidual: relativeResidual(reconstruction, example),
        predictedClass: argMax(logits, i * model.classCount, model.classCount),
      };
    });
  });
}

/** ‖inverse − x‖² / ‖x‖²; ‖inverse‖² for x = 0. */
export function relativeResidual(reconstruction: Float32Array, x: Float32Array): number {
  let [residual, squares] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    residual += (reconstruction[i]! - x[i]!) ** 2;
    squares += x[i]! ** 2;
  }
  return squares > 0 ? residual / squares : residual;
}
