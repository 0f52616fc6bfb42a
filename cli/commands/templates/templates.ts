import { stat } from 'node:fs/promises';
import { writeFigure } from '../../../src/figures/index.js';
import { exampleTemplates } from '../../../src/eval/index.js';
import { CheckpointError } from '../../../src/errors.js';
import { loadModel, type MeasureHooks, type ModelFolder, withModel } from '../../../src/train/index.js';
import { requireModel } from '../../options/require-model.js';
import { results, say } from '../../ui/streams.js';
import { templatesJson, templatesFigure, type TemplatesFindings } from '../../../src/figures/templates/index.js';
import { imageInputs } from './image-inputs.js';
import { recordingInput } from './recording-input.js';
import { templatesReport } from './report.js';
import type { TemplatesFlags } from './types.js';

/** Runs `lyrebird templates`. @returns the exit code */
export async function templates(names: readonly string[], flags: TemplatesFlags): Promise<number> {
  const folder = await modelOf(flags.model);
  const hooks: MeasureHooks = { onWarning: (message) => say(`warning: ${message}`), onLoading: () => undefined };
  const { manifest } = folder;
  const source = manifest.images
    ? await imageInputs(folder, manifest.images, names, flags, hooks)
    : await recordingInput(folder, names, flags);
  const { templates, nonlinearity } = await withModel(folder, flags, async (run) => ({
    templates: await exampleTemplates(
      run,
      source.inputs.map(({ x }) => x),
    ),
    nonlinearity: run.model.nonlinearity,
  }));
  const { classes, inputShape, model: spec } = manifest;
  const findings: TemplatesFindings = {
    ...source,
    model: { path: folder.path, spec, classes, inputShape },
    inputs: source.inputs.map((input, i) => ({ ...input, templates: templates[i]! })),
    nonlinearity,
  };
  const files = await writeFigure(flags.out, 'templates', templatesFigure(findings));
  await results.write(
    flags.json
      ? `${JSON.stringify({ ...templatesJson(findings), files })}\n`
      : templatesReport(findings.inputs, classes),
  );
  if (!flags.quiet) say(`figure: ${files.svg}, ${files.png}; all values: ${files.csv}`);
  return 0;
}

/** Loads the model. @throws ConfigError or CheckpointError that names the command which trains one */
async function modelOf(path: string | undefined): Promise<ModelFolder> {
  const training = 'lyrebird train --task mnist --out runs/mnist';
  const folder = requireModel(path, { training, takes: 'both' });
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!exists) throw new CheckpointError(`no model at ${folder}: no such folder; train one with \`${training}\``);
  return loadModel(folder);
}
