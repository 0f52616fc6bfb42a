import { stat } from 'node:fs/promises';
import { writeFigure, type Figure, type FigureFiles } from '../../../src/figures/index.js';
import { exampleTemplates } from '../../../src/eval/index.js';
import { CheckpointError, ConfigError } from '../../../src/errors.js';
import { loadModel, type MeasureHooks, type ModelFolder, withModel } from '../../../src/train/index.js';
import { results, say } from '../../ui/streams.js';
import { imageFigure, type LookedAt, soundFigure, verdictOf } from '../../../src/figures/templates/index.js';
import { imageInputs } from './image-inputs.js';
import { recordingInput } from '../../../audio/classify/index.js';
import { templatesReport } from './report.js';
import type { ModelInputs, TemplatesFlags } from './types.js';

/** Runs the command. @returns the exit code */
export async function templates(named: readonly string[], flags: TemplatesFlags): Promise<number> {
  const folder = await modelOf(flags.model);
  const hooks: MeasureHooks = { onWarning: (message) => say(`warning: ${message}`), onLoading: () => undefined };
  const { manifest } = folder;
  const given = manifest.images
    ? await imageInputs(folder, manifest.images, named, flags, hooks)
    : await recordingInput(folder, named, flags);
  const { found, curvedBy } = await withModel(folder, flags, async (run) => ({
    found: await exampleTemplates(
      run,
      given.inputs.map(({ x }) => x),
    ),
    curvedBy: run.model.curvedBy,
  }));
  const inputs = given.inputs.map((input, i): LookedAt => ({ ...input, found: found[i]! }));
  const files = await writeFigure(flags.out, 'templates', figureOf(folder, given, inputs, curvedBy));
  await results.write(
    flags.json
      ? `${JSON.stringify(answerOf(folder, given, inputs, files, curvedBy))}\n`
      : templatesReport(inputs, manifest.classes),
  );
  if (!flags.quiet) say(`figure: ${files.svg}, ${files.png}; all values: ${files.csv}`);
  return 0;
}

/** The model, or how to get one. */
async function modelOf(path: string | undefined): Promise<ModelFolder> {
  const training = 'lyrebird train --task mnist --out runs/mnist';
  if (path === undefined) {
    throw new ConfigError(`no model given: name a training run with --model; \`${training}\` makes one`);
  }
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (!there) throw new CheckpointError(`no model at ${path}: there is no such folder; \`${training}\` makes one`);
  return loadModel(path);
}

/** @param curvedBy what keeps Eq. 1 from holding on whole pieces around the input, if anything does */
function figureOf(
  { path, manifest }: ModelFolder,
  given: ModelInputs,
  inputs: readonly LookedAt[],
  curvedBy: string | undefined,
): Figure {
  const { model, classes, inputShape } = manifest;
  const options = [model['kind'], model['activation']].filter((option) => typeof option === 'string').join(', ');
  const title = `Templates A[x] of ${model.name}${options === '' ? '' : ` (${options})`}, ${path}`;
  const order = curvedBy === undefined ? '' : `, to first order: ${curvedBy} have no linear pieces`;
  if (given.sampleRateHz === undefined) {
    const subtitle = `${given.source}; below each template A_c · x + b_c = f_c${order}`;
    return imageFigure(inputs, { title, subtitle, classes, shape: inputShape });
  }
  const [input] = inputs as readonly [LookedAt];
  const subtitle = `${input.name}; behind each class A_c · x + b_c = f_c${order}`;
  return soundFigure(input, { title, subtitle, classes, sampleRateHz: given.sampleRateHz });
}

function answerOf(
  { path, manifest }: ModelFolder,
  { source }: ModelInputs,
  inputs: readonly LookedAt[],
  files: FigureFiles,
  curvedBy: string | undefined,
): unknown {
  return {
    model: path,
    source,
    piecewiseLinear: curvedBy === undefined,
    inputs: inputs.map((input) => ({
      name: input.name,
      label: input.label,
      verdict: manifest.classes[verdictOf(input)]!,
      relativeResidual: input.found.relativeResidual,
      classes: input.found.classes.map(({ template: _, ...numbers }, c) => ({
        class: manifest.classes[c]!,
        ...numbers,
      })),
    })),
    files,
  };
}
