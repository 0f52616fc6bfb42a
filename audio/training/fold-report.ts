import { join } from 'node:path';
import { score } from '../../src/eval/scores/index.js';
import type { EngineOptions } from '../../src/engine/index.js';
import { amendModel, type CrossFit, type HeldOutPredictions, loadModel } from '../../src/train/index.js';
import type { AudioDataset } from '../corpus/index.js';
import { bestScores, detectionRules, type DetectionSettings } from '../detections/index.js';
import { prototypesOf } from '../novelty/fit/index.js';
import { keptDistances } from '../novelty/index.js';
import {
  type Judgement,
  judgeRecordings,
  readHeldOut,
  segmentMeasures,
  writeHeldOut,
  writeReport,
} from '../report/index.js';
import { contextSegmentCount } from '../segments/index.js';
import { describeHeldOut, joined, type PredictedSegments } from './folds.js';

/** In the folder of the folds: what their models said of the recordings that they did not train on. */
const HELD_OUT_FILE = 'held-out.json';

/** The recordings of the folds, and how detections are made of their scores. */
export interface FoldReportOptions {
  readonly corpus: AudioDataset;
  /** Indices of the labelled training recordings. */
  readonly labelled: readonly number[];
  readonly engine: EngineOptions;
  readonly seed: number;
  /** Column of metadata.csv that grouped the recordings. */
  readonly groupBy: string;
  readonly targetPrecision: number;
  /** Makes calibration and thresholds; absent: classes exclude each other. */
  readonly calibrate?: (segments: PredictedSegments) => DetectionSettings;
}

/**
 * Concludes folds: calibrates the run's model with the predictions of all folds, and judges the recordings of each fold
 * with its own model and these settings. As they are made from the same recordings, detections are also counted at
 * thresholds that are made from the other folds alone.
 */
export function foldReport(options: FoldReportOptions): Pick<CrossFit, 'conclude' | 'report'> {
  const { corpus, labelled, engine, seed, groupBy, targetPrecision, calibrate } = options;
  /** Saves with a model what is typical of the recordings that trained it. */
  const addTypical = async (
    path: string,
    recordings: readonly number[],
    distances: Judgement['distances'],
    detection?: DetectionSettings,
  ): Promise<void> => {
    const prototypes = await prototypesOf(await loadModel(path), { ...engine, corpus, recordings, seed });
    await amendModel(path, {
      ...(detection && { detection }),
      ...(prototypes && { typical: { prototypes, distances } }),
    });
  };
  /** Species of each recording of a fold, by file, whose greatest score reaches a threshold. */
  const detectedBy = (settings: DetectionSettings, { dataset, predictions }: HeldOutPredictions) => {
    const contextSegments = contextSegmentCount(settings.contextSeconds, corpus.settings);
    const rules = detectionRules({
      ...{ classes: dataset.classes, backgroundClasses: corpus.backgroundClasses },
      ...{ outputActivation: 'sigmoid', detection: settings },
    });
    const thresholds = rules.thresholds({});
    return new Map(
      bestScores(dataset, predictions, { config: settings, contextSegments }).map(({ source, scores }) => {
        rules.calibrate(scores);
        const detected = dataset.classes.filter((_, index) => scores[index]! >= thresholds[index]!);
        return [corpus.recordings[source]!.file, detected];
      }),
    );
  };
  return {
    async conclude(heldOut, folder, signal) {
      const all = joined(heldOut);
      const detection = calibrate?.(all);
      const judgements: Judgement[] = [];
      for (const fold of heldOut) {
        const held = sourcesOf(fold);
        const trained = labelled.filter((index) => !held.has(index));
        await addTypical(fold.model, trained, {}, detection);
        const judging = { ...engine, corpus, recordings: held, signal };
        const judgement = await judgeRecordings(await loadModel(fold.model), judging);
        const others = heldOut.filter((other) => other !== fold);
        const unseen = calibrate && others.length > 0 ? detectedBy(calibrate(joined(others)), fold) : undefined;
        judgements.push(unseen ? withUnseen(judgement, unseen) : judgement);
      }
      const species = judgements[0]!.species;
      const distances = species.map((name): [string, number[]] => {
        return [name, keptDistances(judgements.flatMap((judgement) => judgement.distances[name] ?? []))];
      });
      await writeHeldOut(join(folder, HELD_OUT_FILE), {
        ...{ folds: heldOut.length, groupBy, species, targetPrecision },
        recordings: judgements.flatMap(({ recordings }) => recordings),
        segments: segmentMeasures(score(all.dataset, all.predictions), species),
        distances: Object.fromEntries(distances.filter(([, values]) => values.length > 0)),
      });
      return { message: describeHeldOut(all.dataset, all.predictions), ...(detection && { detection }) };
    },
    async report(out, folder) {
      const heldOut = await readHeldOut(join(folder, HELD_OUT_FILE));
      if (heldOut === undefined) return undefined;
      const { folds, recordings, segments, species, distances } = heldOut;
      for (const name of ['best', 'last']) await addTypical(join(out, name), labelled, distances);
      const source = { kind: 'folds', folds, groupBy: heldOut.groupBy } as const;
      const content = { source, species, recordings, segments, targetPrecision: heldOut.targetPrecision, corpus };
      return `report card: ${await writeReport(out, await loadModel(join(out, 'last')), content)}`;
    },
  };
}

function withUnseen(judgement: Judgement, detected: ReadonlyMap<string, readonly string[]>): Judgement {
  const recordings = judgement.recordings.map((recording) => ({
    ...recording,
    detectedUnseen: (detected.get(recording.file) ?? []).filter((name) => judgement.species.includes(name)),
  }));
  return { ...judgement, recordings };
}

/** Indices of the recordings of a fold. */
function sourcesOf({ dataset }: HeldOutPredictions): Set<number> {
  const sources = new Set<number>();
  for (let index = 0; index < dataset.length; index++) sources.add(dataset.source(index));
  return sources;
}
