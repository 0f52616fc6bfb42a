import { IMAGES, SEGMENTS_OF_RECORDINGS } from '../../src/data/index.js';
import { inputsOf, logSpectra } from '../../src/eval/clustering/index.js';
import { loadModel, type ModelFolder } from '../../src/train/index.js';
import type { CommonOptions, EngineFlags } from '../commands/common-options.js';
import { openImagePart } from '../evaluate/images.js';
import { openSegments } from '../evaluate/recordings.js';
import type { MeasureHooks, SplitChoice } from '../evaluate/types.js';
import { createStatusLine } from '../status-line.js';
import { results, say } from '../streams.js';
import { setUpTerminal } from '../terminal.js';
import { measureClusters, type MeasureClustersOptions } from './measure.js';
import { clusterReport } from './report.js';
import type { ClusterResult } from './types.js';

/** Options of `lyrebird cluster`. */
export interface ClusterFlags extends CommonOptions, EngineFlags {
  readonly model: string;
  readonly data?: string;
  readonly split?: SplitChoice;
  readonly seed: number;
  /** `--no-baselines`. */
  readonly baselines: boolean;
  readonly ffmpeg?: string;
  readonly json?: true;
}

/** Runs the command. @returns the exit code */
export async function cluster(flags: ClusterFlags): Promise<number> {
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  const result = await measured(flags, {
    onWarning: (message) => {
      status.clear();
      say(`warning: ${message}`);
    },
    onLoading: (done, total) => status.show(`loading recordings ${done}/${total}`),
    onStage: (what) => status.show(`measuring: ${what}`),
  });
  status.clear();
  await results.write(flags.json ? `${JSON.stringify(result)}\n` : clusterReport(result));
  return 0;
}

interface Hooks extends MeasureHooks {
  readonly onStage: (what: string) => void;
}

async function measured(flags: ClusterFlags, hooks: Hooks): Promise<ClusterResult> {
  const folder = await loadModel(flags.model);
  const { seed, baselines } = flags;
  const part = await openPart(folder, flags, hooks);
  const { data, split, dataset, units, description, heard, warnings } = part;
  const { engine, device, threads } = flags;
  const methods = await measureClusters(folder, {
    ...(engine !== undefined && { engine }),
    ...(device !== undefined && { device }),
    ...(threads !== undefined && { threads }),
    ...{ dataset, units, description, seed, networkOnly: !baselines, onStage: hooks.onStage },
  });
  return {
    model: folder.path,
    data,
    split,
    dataset: dataset.name,
    units,
    classes: dataset.classes,
    clusters: folder.manifest.classes.length,
    unsupervised: folder.manifest.unsupervised ?? false,
    seed,
    methods,
    ...heard,
    warnings,
  };
}

type Part = Pick<ClusterResult, 'data' | 'split' | 'warnings'> &
  Pick<MeasureClustersOptions, 'dataset' | 'units' | 'description'> & {
    readonly heard: Pick<ClusterResult, 'heardInTraining' | 'usedForValidation'>;
  };

/** The examples to measure on: the model knows what it was trained on, recordings or images. */
async function openPart(folder: ModelFolder, flags: ClusterFlags, hooks: Hooks): Promise<Part> {
  const { images, audio } = folder.manifest;
  if (images) {
    const part = await openImagePart(folder, images, { ...flags, ...hooks });
    return {
      ...part,
      units: IMAGES,
      description: { name: 'pixels', of: inputsOf },
      heard: { heardInTraining: 0, usedForValidation: 0 },
    };
  }
  const { corpus, ...part } = await openSegments(folder, { ...flags, ...hooks });
  return {
    ...part,
    dataset: corpus,
    units: SEGMENTS_OF_RECORDINGS,
    description: { name: 'spectra', of: (dataset) => logSpectra(dataset, audio!.sampleRateHz) },
  };
}
