import { affine } from '../../inversion/index.js';
import { withModelFunction, type ModelFunction, type ModelRun } from './model-run.js';
import { relativeResidual } from './reconstruct.js';
import { softmaxRow } from '../scores/softmax.js';

/** One class of one example. */
export interface ClassTemplate {
  /** A[x]_c, as many values as the example has. */
  readonly template: Float32Array;
  /** ‖A[x]_c‖. */
  readonly norm: number;
  /** ⟨A[x]_c, x⟩. */
  readonly match: number;
  /** Of template and x: 1 if the template is x times a number above zero, as Theorem 1 has it for the right class; −1 for the others. */
  readonly cosine: number;
  /** b[x]_c. */
  readonly bias: number;
  /** f(x)_c: match and bias together. */
  readonly logit: number;
  readonly probability: number;
}

/** What a model is around one example (Eq. 1), and what it gives back of it. */
export interface ExampleTemplates {
  readonly classes: readonly ClassTemplate[];
  /** A[x]ᵀ f(x) (Eq. 6): the templates, weighed by the logits. */
  readonly reconstruction: Float32Array;
  /** R(x) / ‖x‖², R being that of Eq. 8: 1 if nothing is given back. */
  readonly relativeResidual: number;
}

/**
 * A[x] and b[x] of a model around each of some examples.
 * @param examples each of the model's `inputShape`
 */
export async function exampleTemplates(run: ModelRun, examples: readonly Float32Array[]): Promise<ExampleTemplates[]> {
  const { model } = run;
  // One example at a time: the templates of a batch take as many times its memory as there are classes.
  const description: ModelFunction = { name: 'templates', batchSize: 1, fn: (f, x) => ({ ...affine(f)(x) }) };
  return withModelFunction(run, description, async (program) => {
    const found: ExampleTemplates[] = [];
    for (const example of examples) {
      const x = { dtype: 'float32' as const, shape: [1, ...model.inputShape], data: example.slice() };
      const { outputs } = await program.run({ x });
      const values = (name: string): Float32Array => outputs[name]!.data as Float32Array;
      found.push(described(example, values('output'), values('matches'), values('bias'), values('templates')));
    }
    return found;
  });
}

function described(
  x: Float32Array,
  logits: Float32Array,
  matches: Float32Array,
  biases: Float32Array,
  templates: Float32Array,
): ExampleTemplates {
  const probabilities = softmaxRow(logits, 0, new Float64Array(logits.length));
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
