import { invert } from '../../inversion/index.js';
import { withModelFunction, type ModelFunction, type ModelRun } from './model-run.js';
import { argMax } from '../scores/softmax.js';

/** What a model makes of one example, and gives back of it. */
export interface ExampleReconstruction {
  /** A[x]ᵀ f(x) (Eq. 6), as many values as the example has. */
  readonly reconstruction: Float32Array;
  /** R(x) / ‖x‖², R being that of Eq. 8: 1 if nothing is given back. */
  readonly relativeResidual: number;
  /** Class of the greatest logit. */
  readonly verdict: number;
}

/**
 * A model's inverse of each of some examples, in one backward pass.
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
        verdict: argMax(logits, i * model.classCount, model.classCount),
      };
    });
  });
}

/** ‖inverse − x‖² / ‖x‖²; of x = 0, where there is nothing to give back, ‖inverse‖². */
export function relativeResidual(reconstruction: Float32Array, x: Float32Array): number {
  let [residual, squares] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    residual += (reconstruction[i]! - x[i]!) ** 2;
    squares += x[i]! ** 2;
  }
  return squares > 0 ? residual / squares : residual;
}
