import { writeFigure } from '../../../src/figures/index.js';
import type { CommonOptions } from '../../options/common-options.js';
import { results, say } from '../../ui/streams.js';
import {
  runTheorem1,
  shownSteps,
  type Theorem1Experiment,
  theorem1Figure,
  THEOREM_1_NORMS,
} from '../../../src/paper/theorem-1/index.js';
import { theorem1Report } from './report.js';

/** Options of `lyrebird theorem1`. */
export interface Theorem1Flags extends CommonOptions {
  readonly classes: number;
  readonly norm?: readonly number[];
  readonly inputs: number;
  readonly dimensions: number;
  readonly steps: number;
  readonly seed: number;
  readonly spherical?: true;
  readonly out: string;
  readonly json?: true;
}

/** Runs `lyrebird theorem1`. @returns the exit code */
export async function theorem1(flags: Theorem1Flags): Promise<number> {
  const { classes, inputs, dimensions, steps, seed } = flags;
  const experiment: Theorem1Experiment = {
    ...{ classes, inputs, dimensions, steps, seed },
    norms: [...new Set(flags.norm ?? THEOREM_1_NORMS)],
    output: flags.spherical ? 'spherical-softmax' : 'softmax',
  };
  const curves = runTheorem1(experiment);
  const files = await writeFigure(flags.out, 'theorem-1', theorem1Figure(experiment, curves));
  if (flags.json) {
    const shown = curves.map((curve) => ({ ...curve, steps: shownSteps(curve) }));
    await results.write(`${JSON.stringify({ ...experiment, curves: shown, files })}\n`);
  } else {
    await results.write(theorem1Report(experiment, curves));
  }
  if (!flags.quiet) say(`figure: ${files.svg}, ${files.png}; numbers: ${files.csv}`);
  return 0;
}
