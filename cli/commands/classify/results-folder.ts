import type { Classifier } from '../../../audio/classify/index.js';
import { speciesNamed } from '../../../audio/detections/index.js';
import {
  openResultsFolder,
  type ResultsFolder,
  type ResultsFolderOptions,
  type SpeciesThresholds,
} from '../../../audio/results/index.js';
import { seasonSummary, type SeasonOptions } from '../../../audio/season/index.js';
import { lyrebirdVersion } from '../../../src/package.js';
import { type ClassifyFlags, detectionFlags } from './flags.js';

/** Opens the folder of `--out`, if there is one, with the tables, pages and clips of a season. */
export async function resultsFolder(
  flags: ClassifyFlags,
  classifier: Classifier,
  output: Pick<
    ResultsFolderOptions,
    'format' | 'render' | 'thresholds' | 'paths' | 'hasMetadata' | 'onKept' | 'onReplaced' | 'onWait' | 'signal'
  >,
  season: Pick<SeasonOptions, 'names' | 'onProgress'>,
): Promise<ResultsFolder | undefined> {
  const { out, overwrite, allSegments, channel, top, parquet, excel = false } = flags;
  if (out === undefined) return undefined;
  return openResultsFolder({
    folder: out,
    model: classifier.model,
    ...output,
    summary: seasonSummary({
      ...season,
      version: lyrebirdVersion(),
      excel,
      ...(parquet && { parquet }),
      clips: flags.clips,
      model: flags.model,
      ffmpeg: flags.ffmpeg,
      signal: output.signal,
      onWarning: (line) => output.onWait?.(`warning: ${line}`),
    }),
    settings: {
      ...detectionFlags(flags),
      ...(flags.threshold?.thresholds && { thresholds: spelledAs(classifier, flags.threshold.thresholds) }),
      channel,
      ...(top !== undefined && { top }),
    },
    overwrite: overwrite ?? false,
    allSegments: allSegments ?? false,
  });
}

/** Thresholds with the model's names of species: one that is typed in another way changes no result. */
function spelledAs({ classes, commonNames }: Classifier, typed: SpeciesThresholds): SpeciesThresholds {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [speciesNamed(name, classes, commonNames) ?? name, value]),
  );
}
