import { IMAGES, SEGMENTS_OF_RECORDINGS, type SplitChoice } from '../../../src/data/index.js';
import {
  type ClusterResult,
  type ClusterSummary,
  inputsOf,
  logSpectra,
  measureClusters,
  type MeasureClustersOptions,
} from '../../../src/clustering/index.js';
import { loadModel, type MeasureHooks, type ModelFolder, openImagePart } from '../../../src/train/index.js';
import { engineOptions, type CommonOptions, type EngineFlags } from '../../options/common-options.js';
import { openSegments } from '../../../audio/evaluate/index.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results, say } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { clusterReport } from './report.js';
import { summariseRuns, summaryReport } from './summary.js';

/** Options of `lyrebird cluster`. */
export interface ClusterFlags extends CommonOptions, EngineFlags {
  /** One, or several of one experiment. */
  readonly model: readonly string[];
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
  const hooks: Hooks = {
    onWarning: (message) => {
      status.clear();
      say(`warning: ${message}`);
    },
    onLoading: (done, total) => status.show(`loading recordings ${done}/${total}`),
    onStage: (what) => status.show(`measuring: ${what}`),
  };
  const runs: ClusterResult[] = [];
  // Each model has baselines of its own, so that they vary as the models do.
  for (const [index, model] of flags.model.entries()) {
    runs.push(await measured(model, { ...flags, seed: flags.seed + index }, hooks));
  }
  status.clear();
  const result = runs.length === 1 ? runs[0]! : summariseRuns(runs);
  await results.write(flags.json ? `${JSON.stringify(result)}\n` : reportOf(result));
  return 0;
}

function reportOf(result: ClusterResult | ClusterSummary): string {
  return 'runs' in result ? summaryReport(result) : clusterReport(result);
}

interface Hooks extends MeasureHooks {
  readonly onStage: (what: string) => void;
}

async function measured(model: string, flags: ClusterFlags, hooks: Hooks): Promise<ClusterResult> {
  const folder = await loadModel(model);
  const { seed, baselines } = flags;
  const { data, split, dataset, units, description, heard, warnings } = await openPart(folder, flags, hooks);
  const { onStage } = hooks;
  const options = { dataset, units, description, seed, networkOnly: !baselines, onStage };
  const methods = await measureClusters(folder, { ...engineOptions(flags), ...options });
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
async function openPart(folder: ModelFolder, { model: _, ...flags }: ClusterFlags, hooks: Hooks): Promise<Part> {
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
