import { loadCorpus, scanCorpus, type SegmentSettings } from '../../audio/index.js';
import { createEngine } from '../../src/engine/index.js';
import type { Dataset } from '../../src/data/index.js';
import { CheckpointError } from '../../src/errors.js';
import { evaluate as evaluateModel, type Evaluation } from '../../src/eval/index.js';
import { createModel } from '../../src/models/index.js';
import { loadModel, type ModelFolder } from '../../src/train/index.js';
import { engineOptions, type CommonOptions, type EngineFlags } from '../commands/common-options.js';
import { plural } from '../render/words.js';
import { createStatusLine } from '../status-line.js';
import { results, say } from '../streams.js';
import { setUpTerminal } from '../terminal.js';
import { evaluationReport } from './report.js';
import { heardBefore, inModelClasses, recordingsOf, type Heard, type SplitChoice } from './selection.js';
import type { EvaluateResult } from './types.js';

/** Options of `lyrebird evaluate`. */
export interface EvaluateFlags extends CommonOptions, EngineFlags {
  readonly model: string;
  readonly data: string;
  readonly split: SplitChoice;
  readonly ffmpeg?: string;
  readonly json?: true;
}

/** What is to be measured, and who hears of it. */
export interface MeasureOptions extends EngineFlags {
  readonly model: string;
  readonly data: string;
  readonly split: SplitChoice;
  readonly ffmpeg?: string;
  readonly onWarning: (message: string) => void;
  readonly onLoading: (done: number, total: number) => void;
}

/** Runs the command. @returns the exit code */
export async function evaluate(flags: EvaluateFlags): Promise<number> {
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  const result = await measure({
    ...flags,
    onWarning: (message) => {
      status.clear();
      say(`warning: ${message}`);
    },
    onLoading: (done, total) => status.show(`loading recordings ${done}/${total}`),
  });
  status.clear();
  await results.write(flags.json ? `${JSON.stringify(result)}\n` : evaluationReport(result));
  return 0;
}

/** How a model does on a corpus, or on a part of it. */
export async function measure(options: MeasureOptions): Promise<EvaluateResult> {
  const { model, data, split, ffmpeg, onWarning, onLoading } = options;
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    onWarning(message);
  };
  const folder = await loadModel(model);
  const found = await scanCorpus(data, { minimumClasses: 1 });
  for (const { message } of found.warnings) warn(message);
  const chosen = recordingsOf(found, split, folder);
  const heard = heardBefore(chosen, folder.manifest);
  if (split === 'all') warnOfHeard(heard, chosen.recordings.length, warn);

  const corpus = await loadCorpus(chosen, audioSettings(folder), {
    onWarning: ({ message }) => warn(message),
    onProgress: ({ done, total }) => onLoading(done, total),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
  const { dataset, unknown } = inModelClasses(corpus, folder.manifest.classes);
  if (unknown.length > 0) warn(`left out, for the model does not know them: ${unknown.join(', ')}`);

  const evaluation = await evaluateOn(folder, dataset, options);
  return { model: folder.path, data, split, ...evaluation, ...heard, warnings };
}

async function evaluateOn(folder: ModelFolder, dataset: Dataset, flags: EngineFlags): Promise<Evaluation> {
  const { manifest, parameters } = folder;
  const model = createModel(manifest.model, { inputShape: manifest.inputShape, classCount: manifest.classes.length });
  const engine = await createEngine(engineOptions(flags));
  try {
    return await evaluateModel({ engine, model, parameters, dataset });
  } finally {
    await engine.dispose();
  }
}

function audioSettings({ path, manifest }: ModelFolder): SegmentSettings {
  if (manifest.audio === undefined) {
    throw new CheckpointError(
      `${path} is no model for recordings: its task is ${manifest.task}, and it has no audio settings`,
    );
  }
  return manifest.audio as SegmentSettings;
}

function warnOfHeard(
  { heardInTraining, usedForValidation }: Heard,
  total: number,
  warn: (message: string) => void,
): void {
  if (heardInTraining > 0) {
    warn(
      `${heardInTraining} of ${plural(total, 'recording')} were trained on: accuracies are too good by that; see --split`,
    );
  }
  if (usedForValidation > 0) {
    warn(`${usedForValidation} of ${plural(total, 'recording')} were used to choose the best model`);
  }
}
