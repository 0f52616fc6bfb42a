import { stat } from 'node:fs/promises';
import { writeFigure } from '../../../src/figures/index.js';
import { exampleTemplates } from '../../../src/eval/index.js';
import { CheckpointError, ConfigError } from '../../../src/errors.js';
import { loadModel, type MeasureHooks, type ModelFolder, withModel } from '../../../src/train/index.js';
import { results, say } from '../../ui/streams.js';
import { templatesAnswer, templatesFigure, type TemplatesFindings } from '../../../src/figures/templates/index.js';
import { imageInputs } from './image-inputs.js';
import { recordingInput } from './recording-input.js';
import { templatesReport } from './report.js';
import type { TemplatesFlags } from './types.js';

/** Runs the command. @returns the exit code */
export async function templates(named: readonly string[], flags: TemplatesFlags): Promise<number> {
  const folder = await modelOf(flags.model);
  const hooks: MeasureHooks = { onWarning: (message) => say(`warning: ${message}`), onLoading: () => undefined };
  const { manifest } = folder;
  const given = manifest.images
    ? await imageInputs(folder, manifest.images, named, flags, hooks)
    : await recordingInput(folder, named, flags);
  const { found, nonlinearity } = await withModel(folder, flags, async (run) => ({
    found: await exampleTemplates(
      run,
      given.inputs.map(({ x }) => x),
    ),
    nonlinearity: run.model.nonlinearity,
  }));
  const { classes, inputShape, model: spec } = manifest;
  const findings: TemplatesFindings = {
    ...given,
    model: { path: folder.path, spec, classes, inputShape },
    inputs: given.inputs.map((input, i) => ({ ...input, found: found[i]! })),
    nonlinearity,
  };
  const files = await writeFigure(flags.out, 'templates', templatesFigure(findings));
  await results.write(
    flags.json
      ? `${JSON.stringify({ ...templatesAnswer(findings), files })}\n`
      : templatesReport(findings.inputs, classes),
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
