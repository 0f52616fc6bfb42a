import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CONFIG_FOLDER } from '../../package.js';
import type { PaperFigureName } from '../names.js';
import { experiment, settings, type DeepReadonly } from '../settings.js';

const FIGURE_FOLDER = join(CONFIG_FOLDER, 'figures');

const common = {
  ...experiment,
  /** Of all cells. */
  settings,
  /** Of all cells, where it is only to be shown that it works. */
  quick: settings,
};

const reconstructions = z.strictObject({
  ...common,
  kind: z.literal('reconstructions'),
  networks: z.array(z.strictObject({ name: z.string(), settings })).min(1),
  /** Values of `model.kind`, each a column. */
  poolings: z.array(z.string()).min(1),
});

const learningCurves = z.strictObject({
  ...common,
  kind: z.literal('learning-curves'),
  /** A run's accuracy is the greatest over so many epochs before its end. */
  lastEpochs: z.int().min(1),
  baseline: settings,
  /** What is compared with the baseline. */
  weights: z.array(settings).min(1),
});

const figureSchema = z.discriminatedUnion('kind', [reconstructions, learningCurves]);

/** What networks give back of test images, network by network and pooling by pooling: figures 1 and 3. */
export type ReconstructionExperiment = DeepReadonly<z.output<typeof reconstructions>>;

/** Accuracies and learning curves without and with R, over several runs: figure 2. */
export type LearningCurveExperiment = DeepReadonly<z.output<typeof learningCurves>>;

/** One of the paper's figures, as runs to be made and what is to be drawn of them. */
export type PaperFigure = ReconstructionExperiment | LearningCurveExperiment;

/** Reads one of the figures that come with Lyrebird, from `configs/figures`. */
export function readPaperFigure(name: PaperFigureName): PaperFigure {
  return figureSchema.parse(parse(readFileSync(join(FIGURE_FOLDER, `figure-${name}.yaml`), 'utf8')));
}
