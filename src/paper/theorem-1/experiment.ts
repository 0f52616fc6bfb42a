import {
  trainFreeTemplates,
  type FreeTemplateStep,
  type LabelledInput,
  type TemplateOutput,
} from '../../inversion/index.js';
import { createRng, type Rng } from '../../rng.js';

/** Values of K that show the theorem: above and below the one that gives R = 0, and there. */
export const THEOREM_1_NORMS: readonly number[] = [0.5, 1, 2, 4];

/** What is tried. */
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

/** One K, from the first templates to the last step. */
export interface Theorem1Curve {
  readonly norm: number;
  /** What R comes to if the theorem holds: (K − 1)². */
  readonly expectedResidual: number;
  readonly steps: readonly FreeTemplateStep[];
}

/** Trains free templates for each K, on the same inputs from the same start. */
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

/** A few steps that show how it goes: more of the early ones, and the last. */
export function shownSteps({ steps }: Theorem1Curve): FreeTemplateStep[] {
  return steps.filter(({ step }, i) => i === steps.length - 1 || /^(0|[125]0*)$/.test(String(step)));
}

/** Directions drawn evenly from the sphere. */
function randomInputs(
  rng: Rng,
  { inputs, dimensions, classes }: { readonly inputs: number; readonly dimensions: number; readonly classes: number },
): LabelledInput[] {
  return Array.from({ length: inputs }, (_, n) => {
    const drawn = new Float64Array(dimensions).map(() => rng.normal());
    const norm = Math.hypot(...drawn);
    return { x: drawn.map((value) => value / norm), label: n % classes };
  });
}
