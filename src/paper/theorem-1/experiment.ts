import {
  euclideanNorm,
  trainFreeTemplates,
  type FreeTemplateStep,
  type LabelledInput,
  type TemplateOutput,
} from '../../inversion/index.js';
import { createRng, type Rng } from '../../rng.js';

/** Default values of K: below, at and above K = 1, where R = 0. */
export const THEOREM_1_NORMS: readonly number[] = [0.5, 1, 2, 4];

/** Settings of the experiment. */
export interface Theorem1Experiment {
  readonly classes: number;
  /** Values of K. */
  readonly norms: readonly number[];
  readonly inputs: number;
  readonly dimensions: number;
  readonly steps: number;
  readonly seed: number;
  readonly output: TemplateOutput;
}

/** Training of free templates for one K. */
export interface Theorem1Curve {
  /** The bound K. */
  readonly norm: number;
  /** R at the optimum according to the theorem: (K − 1)². */
  readonly expectedResidual: number;
  readonly steps: readonly FreeTemplateStep[];
}

/** Trains free templates for each K, with the same inputs and initial templates. */
export function runTheorem1({ norms, seed, classes, steps, output, ...sizes }: Theorem1Experiment): Theorem1Curve[] {
  const rng = createRng(seed);
  const inputs = randomInputs(rng.split('inputs'), { classes, ...sizes });
  return norms.map((norm) => ({
    norm,
    expectedResidual: (norm - 1) ** 2,
    steps: [
      ...trainFreeTemplates({ inputs, classCount: classes, bound: norm, steps, output, rng: rng.split('start') }),
    ],
  }));
}

/** Selects steps for a table: 0, then 1, 2, 5, 10, 20, 50, …, and the last. */
export function shownSteps({ steps }: Theorem1Curve): FreeTemplateStep[] {
  return steps.filter(({ step }, i) => i === steps.length - 1 || /^(0|[125]0*)$/.test(String(step)));
}

/** Draws inputs uniformly from the unit sphere. */
function randomInputs(
  rng: Rng,
  { inputs, dimensions, classes }: { readonly inputs: number; readonly dimensions: number; readonly classes: number },
): LabelledInput[] {
  return Array.from({ length: inputs }, (_, n) => {
    const drawn = new Float64Array(dimensions).map(() => rng.normal());
    const norm = euclideanNorm(drawn);
    return { x: drawn.map((value) => value / norm), label: n % classes };
  });
}
