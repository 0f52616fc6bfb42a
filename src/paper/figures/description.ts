import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CONFIG_FOLDER } from '../../package.js';
import type { PaperFigureName } from '../names.js';
import type { DeepReadonly } from '../../train/index.js';
import { experiment, settings } from '../settings.js';

const FIGURE_FOLDER = join(CONFIG_FOLDER, 'figures');

const common = {
  ...experiment,
  /** Settings of all cells. */
  settings,
  /** Settings of all cells in short runs that only show that everything works. */
  quick: settings,
};

const reconstructions = z.strictObject({
  ...common,
  kind: z.literal('reconstructions'),
  networks: z.array(z.strictObject({ name: z.string(), settings })).min(1),
  /** Values of `model.kind`, one per column. */
  poolings: z.array(z.string()).min(1),
});

const learningCurves = z.strictObject({
  ...common,
  kind: z.literal('learning-curves'),
  /** A run's accuracy is its maximum over this many last epochs. */
  lastEpochs: z.int().min(1),
  baseline: settings,
  /** Loss weights to compare with the baseline. */
  weights: z.array(settings).min(1),
});

const figureSchema = z.discriminatedUnion('kind', [reconstructions, learningCurves]);

/** Reconstructions of test images by network and pooling: figures 1 and 3. */
export type ReconstructionExperiment = DeepReadonly<z.output<typeof reconstructions>>;

/** Accuracies and learning curves of several runs without and with R: figure 2. */
export type LearningCurveExperiment = DeepReadonly<z.output<typeof learningCurves>>;

/** Description of one of the paper's figures: runs, and what to draw from them. */
export type PaperFigure = ReconstructionExperiment | LearningCurveExperiment;

/** Reads the description of a figure from `configs/figures`. */
export function readPaperFigure(name: PaperFigureName): PaperFigure {
  return figureSchema.parse(parse(readFileSync(join(FIGURE_FOLDER, `figure-${name}.yaml`), 'utf8')));
}
