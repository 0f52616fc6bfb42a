import type { Engine, HostTensors, Program, Tensors } from '../engine/types.js';
import { affine } from '../inversion/index.js';
import { parameterShapes, type Model } from '../models/index.js';
import type { Tensor } from '../ops/tf.js';
import { softmaxRow } from './softmax.js';

/** A trained model on an engine. */
export interface TemplateRun {
  readonly engine: Engine;
  readonly model: Model;
  readonly parameters: HostTensors;
}

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
export async function exampleTemplates(
  run: TemplateRun,
  examples: readonly Float32Array[],
): Promise<ExampleTemplates[]> {
  const { engine, model, parameters } = run;
  const program = await engine.compile(templateProgram(model));
  try {
    await program.writeState(
      Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [`parameters/${name}`, tensor])),
    );
    const found: ExampleTemplates[] = [];
    for (const example of examples) {
      const x = { dtype: 'float32' as const, shape: [1, ...model.inputShape], data: example.slice() };
      const { outputs } = await program.run({ x });
      const values = (name: string): Float32Array => outputs[name]!.data as Float32Array;
      found.push(described(example, values('output'), values('matches'), values('bias'), values('templates')));
    }
    return found;
  } finally {
    await program.dispose();
  }
}

/** `affine` of a network, one example at a time: the templates of a batch take as many times its memory as there are classes. */
function templateProgram(model: Model): Program {
  const shapes = parameterShapes(model);
  const names = Object.keys(shapes);
  return {
    name: `${model.name} templates`,
    inputs: {
      ...Object.fromEntries(names.map((name) => [`parameters/${name}`, { shape: shapes[name]! }])),
      x: { shape: [1, ...model.inputShape] },
    },
    state: Object.fromEntries(names.map((name) => [`parameters/${name}`, `next/${name}`])),
    fn: (tensors): Tensors => {
      const parameters = Object.fromEntries(names.map((name) => [name, tensors[`parameters/${name}`]!]));
      const { output, templates, matches, bias } = affine((x: Tensor) => model.apply(parameters, x))(tensors['x']!);
      const unchanged = Object.fromEntries(names.map((name) => [`next/${name}`, parameters[name]!.clone()]));
      return { output, templates, matches, bias, ...unchanged };
    },
  };
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
  const residual = squares(reconstruction.map((value, i) => value - x[i]!));
  return { classes, reconstruction, relativeResidual: inputNorm > 0 ? residual / inputNorm ** 2 : residual };
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
