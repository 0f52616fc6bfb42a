import { ConfigError } from '../../../src/errors.js';
import { loadModel, type MeasureHooks, evaluateImages } from '../../../src/train/index.js';
import { engineOptions, type CommonOptions, type EngineFlags } from '../../options/common-options.js';
import { showMeasurement } from '../../ui/measure-hooks.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { imageReport } from './image-report.js';
import { evaluateRecordings } from '../../../audio/evaluate/index.js';
import { evaluationReport } from './report.js';
import type { RecordingChoice } from '../../../src/data/index.js';

/** Options of `lyrebird evaluate`. */
export interface EvaluateFlags extends CommonOptions, EngineFlags {
  readonly model: string;
  readonly data?: string;
  readonly split?: RecordingChoice;
  readonly ffmpeg?: string;
  readonly context?: number;
  readonly report?: string;
  readonly groupBy?: string;
  readonly json?: true;
}

/** Runs `lyrebird evaluate`. @returns the exit code */
export async function evaluate(flags: EvaluateFlags): Promise<number> {
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  const shown = showMeasurement(status);
  const text = await evaluation(flags, shown.hooks);
  status.clear();
  await results.write(text);
  return shown.exitCode;
}

/** Evaluates on recordings or images, whichever the model was trained on, and formats the result. */
async function evaluation(flags: EvaluateFlags, hooks: MeasureHooks): Promise<string> {
  const folder = await loadModel(flags.model);
  if (folder.manifest.unsupervised) {
    throw new ConfigError(
      `${folder.path} was trained without labels, so its outputs are clusters, not classes; ` +
        `measure them with lyrebird cluster --model ${flags.model}`,
    );
  }
  if (folder.manifest.images) {
    for (const name of ['context', 'report', 'groupBy'] as const) {
      if (flags[name] === undefined) continue;
      const flag = name === 'groupBy' ? '--group-by' : `--${name}`;
      throw new ConfigError(`${flag} is for models of recordings: ${folder.path} was trained on images`);
    }
    const { split, ...others } = flags;
    if (split === 'held-out') throw new ConfigError('--split held-out is for models of recordings: use --split test');
    const result = await evaluateImages(folder, folder.manifest.images, {
      ...others,
      ...hooks,
      ...(split !== undefined && { split }),
    });
    return flags.json ? `${JSON.stringify(result)}\n` : imageReport(result);
  }
  const { data, split, ffmpeg, context, report, groupBy } = flags;
  if (groupBy !== undefined && report === undefined) {
    throw new ConfigError('--group-by concerns the report card: give --report as well');
  }
  if (data === undefined) throw new ConfigError('no recordings given: pass their folder with --data');
  const result = await evaluateRecordings(folder, data, {
    ...engineOptions(flags),
    ...hooks,
    ...(split !== undefined && { split }),
    ...(ffmpeg !== undefined && { ffmpeg }),
    ...(context !== undefined && { contextSeconds: context }),
    ...(report !== undefined && { report }),
    ...(groupBy !== undefined && { groupBy }),
  });
  return flags.json ? `${JSON.stringify(result)}\n` : evaluationReport(result);
}
