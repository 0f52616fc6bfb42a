import type { SplitChoice } from '../../../src/data/index.js';
import {
  type ClusteringData,
  type ClusterResult,
  type ClusterSummary,
  imagesToCluster,
  measureModelClusters,
  segmentsToCluster,
  summariseRuns,
} from '../../../src/clustering/index.js';
import { loadModel, type MeasureHooks, type ModelFolder } from '../../../src/train/index.js';
import { engineOptions, type CommonOptions, type EngineFlags } from '../../options/common-options.js';
import { openEvaluationSegments } from '../../../audio/evaluate/index.js';
import { showMeasurement } from '../../ui/measure-hooks.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { clusterReport } from './report.js';
import { summaryReport } from './summary-report.js';

/** Options of `lyrebird cluster`. */
export interface ClusterFlags extends CommonOptions, EngineFlags {
  /** One model, or several of the same experiment. */
  readonly model: readonly string[];
  readonly data?: string;
  readonly split?: SplitChoice;
  readonly seed: number;
  /** `--no-baselines`. */
  readonly baselines: boolean;
  readonly ffmpeg?: string;
  readonly json?: true;
}

/** Runs `lyrebird cluster`. @returns the exit code */
export async function cluster(flags: ClusterFlags): Promise<number> {
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  const shown = showMeasurement(status);
  const runs: ClusterResult[] = [];
  for (const [index, path] of flags.model.entries()) {
    const folder = await loadModel(path);
    runs.push(
      await measureModelClusters(folder, await openExamples(folder, flags, shown.hooks), {
        ...engineOptions(flags),
        // Each model gets baselines with a different seed, so that the baselines vary as the models do.
        seed: flags.seed + index,
        baselines: flags.baselines,
        onStage: (what) => status.show(`measuring: ${what}`),
      }),
    );
  }
  status.clear();
  const result = runs.length === 1 ? runs[0]! : summariseRuns(runs);
  await results.write(flags.json ? `${JSON.stringify(result)}\n` : reportOf(result));
  return shown.exitCode;
}

function reportOf(result: ClusterResult | ClusterSummary): string {
  return 'runs' in result ? summaryReport(result) : clusterReport(result);
}

/** Opens the examples to cluster: recordings or images, whichever the model was trained on. */
async function openExamples(
  folder: ModelFolder,
  { data, split, ffmpeg }: ClusterFlags,
  hooks: MeasureHooks,
): Promise<ClusteringData> {
  const options = {
    ...(data !== undefined && { data }),
    ...(split !== undefined && { split }),
    ...(ffmpeg !== undefined && { ffmpeg }),
    ...hooks,
  };
  const { images } = folder.manifest;
  if (images) return imagesToCluster(folder, images, options);
  const { corpus, ...segments } = await openEvaluationSegments(folder, { ...options, split: split ?? 'all' });
  return segmentsToCluster({ ...segments, dataset: corpus, sampleRateHz: corpus.settings.sampleRateHz });
}
