import { affine } from '../../inversion/index.js';
import { withModelFunction, type ModelFunction, type ModelRun } from './model-run.js';
import { relativeResidual } from './reconstruct.js';
import { type OutputScores, outputScores } from '../scores/probabilities.js';

/** Template and logit of one class, at one example. */
export interface ClassTemplate {
  /** A[x]_c, as many values as the example has. */
  readonly template: Float32Array;
  /** ‖A[x]_c‖. */
  readonly norm: number;
  /** ⟨A[x]_c, x⟩. */
  readonly match: number;
  /**
   * Cosine of template and x. At the optimum of Theorem 1: 1 for the correct class (its template is x times a positive
   * number), −1 for all other classes.
   */
  readonly cosine: number;
  /** b[x]_c. */
  readonly bias: number;
  /** f(x)_c = match + bias. */
  readonly logit: number;
  readonly probability: number;
}

/** A model's affine map around one example (Eq. 1), and its reconstruction of the example. */
export interface ExampleTemplates {
  readonly classes: readonly ClassTemplate[];
  /** A[x]ᵀ f(x) (Eq. 6): the sum of the templates, weighted by the logits. */
  readonly reconstruction: Float32Array;
  /** R(x) / ‖x‖², with R of Eq. 8: 0 for a perfect reconstruction, 1 for a reconstruction of zeros. */
  readonly relativeResidual: number;
}

/**
 * Computes A[x] and b[x] of a model at each example.
 * @param examples each of the model's `inputShape`
 */
export async function exampleTemplates(run: ModelRun, examples: readonly Float32Array[]): Promise<ExampleTemplates[]> {
  const { model } = run;
  // One example at a time: the templates of a batch take C times the batch's memory.
  const description: ModelFunction = { name: 'templates', batchSize: 1, fn: (f, x) => ({ ...affine(f)(x) }) };
  return withModelFunction(run, description, async (program) => {
    const results: ExampleTemplates[] = [];
    for (const example of examples) {
      const x = { dtype: 'float32' as const, shape: [1, ...model.inputShape], data: example.slice() };
      const { outputs } = await program.run({ x });
      const values = (name: string): Float32Array => outputs[name]!.data as Float32Array;
      const scores = outputScores(run.outputActivation);
      results.push(
        templatesOf(example, values('output'), scores, values('matches'), values('bias'), values('templates')),
      );
    }
    return results;
  });
}

function templatesOf(
  x: Float32Array,
  logits: Float32Array,
  scores: OutputScores,
  matches: Float32Array,
  biases: Float32Array,
  templates: Float32Array,
): ExampleTemplates {
  const probabilities = scores.probabilities(logits, 0, new Float64Array(logits.length));
  const inputNorm = Math.sqrt(squares(x));
  const reconstruction = new Float32Array(x.length);
  const classes = Array.from(logits, (logit, c): ClassTemplate => {
    const template = templates.subarray(c * x.length, (c + 1) * x.length);
    template.forEach((value, i) => (reconstruction[i]! += logit * value));
    const norm = Math.sqrt(squares(template));
    const [match, size] = [matches[c]!, norm * inputNorm];
    const cosine = size > 0 ? match / size : 0;
    return { template, norm, match, cosine, bias: biases[c]!, logit, probability: probabilities[c]! };
  });
  return { classes, reconstruction, relativeResidual: relativeResidual(reconstruction, x) };
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
