import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { audioSettingsOf } from '#audio/audio-settings.js';
import {
  bestScores,
  calibrateDetections,
  CAUTIOUS_THRESHOLD,
  parseDetectionSettings,
  thresholdFor,
  type RecordingScore,
} from '#audio/detections/index.js';
import { calibrated } from '#audio/detections/calibration.js';
import { contextSegmentCount } from '#audio/segments/index.js';
import { joined, type PredictedSegments } from '#audio/training/folds.js';
import { predictExamples } from '#src/eval/index.js';
import { loadModel, withModel, type ModelFolder } from '#src/train/index.js';
import { type Item, linkFold, readItems, readRows } from '../bird-accuracy/corpus.js';
import { exists } from '../bird-accuracy/exists.js';
import { lyrebird } from '../bird-accuracy/lyrebird.js';
import { readSegments } from '../bird-accuracy/segments.js';

const USAGE = `npm run thresholds -- --sounds FOLDER --folder FOLDER [--classes A,B] [--folds 1,2] [--contexts 1,2,3,4]
  [--margins 0,1] [--seed 1] [--set data.folds=5]

How precise is what classify detects, at the thresholds that train makes? Trains birds on each fold of labelled sounds
(column fold of metadata.csv), and detects in all other folds, with several contexts, and with a number of recordings
added to the wrong ones as a margin. With it, both are chosen on other sounds than those that are measured. Runs in
--folder that are finished are not trained again: choose another for other sounds, classes or settings. Needs half an
hour on two cores for five classes of ESC-10.`;

const { values } = parseArgs({
  options: {
    sounds: { type: 'string' },
    folder: { type: 'string' },
    classes: { type: 'string' },
    folds: { type: 'string' },
    contexts: { type: 'string', default: '1,2,3,4' },
    margins: { type: 'string', default: '0,1' },
    seed: { type: 'string', default: '1' },
    set: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const numbers = (text: string): number[] => text.split(',').map(Number);
const percent = (part: number, whole: number): string => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(1));

/** What a network says of the segments of recordings. */
async function predictionsOf(
  folder: ModelFolder,
  corpus: string,
  files: readonly string[],
): Promise<PredictedSegments> {
  const { outputActivation = 'softmax' } = folder.manifest;
  const paths = files.map((file) => join(corpus, file));
  const dataset = await readSegments(folder, paths, (path) => basename(dirname(path)));
  return withModel(folder, { threads: 1 }, async (run) => {
    const { logits } = await predictExamples({ ...run, dataset });
    return { dataset, predictions: { logits, outputActivation } };
  });
}

/** Predictions of the recordings that train, each by a model that was not trained on it, and of all others. */
interface Predicted {
  readonly model: ModelFolder;
  readonly outOfFold: PredictedSegments;
  readonly others: PredictedSegments;
}

async function predicted(fold: string, items: readonly Item[], folds: readonly string[], folder: string) {
  const corpus = join(folder, `fold-${fold}`);
  const run = join(folder, `fold-${fold}-seed-${values.seed}`);
  const isOther = (index: number): boolean => folds[index] !== fold;
  if (!(await exists(corpus))) await linkFold(corpus, values.sounds!, items, isOther);
  if (!(await exists(join(run, 'result.json')))) {
    const settings = ['--seed', values.seed, '--set', 'train.test=false', ...values.set];
    await lyrebird('train', '--task', 'birds', '--data', corpus, '--out', run, '--overwrite', ...settings, '--quiet');
  }
  const model = await loadModel(join(run, 'last'));
  const trained = model.manifest.recordings!.train;
  const heldOut: PredictedSegments[] = [];
  for (const name of (await readdir(join(run, 'folds'))).filter((entry) => /^\d+$/.test(entry))) {
    const foldModel = await loadModel(join(run, 'folds', name, 'last'));
    const known = new Set(foldModel.manifest.recordings!.train);
    const held = trained.filter((file) => !known.has(file));
    heldOut.push(await predictionsOf(foldModel, corpus, held));
  }
  const others = items.flatMap(({ file }, index) => (isOther(index) ? [file] : []));
  return { model, outOfFold: joined(heldOut), others: await predictionsOf(model, corpus, others) };
}

/** Recordings; pairs of a recording and a class that are detected, and those of them that are right. */
interface Counts {
  recordings: number;
  detected: number;
  right: number;
}

/** Detects in the other recordings, at the threshold that the predictions out of fold give all classes. */
function count({ model, outOfFold, others }: Predicted, contextSeconds: number, margin: number, counts: Counts): void {
  const config = { ...parseDetectionSettings(model.manifest.detection)!, contextSeconds };
  const contextSegments = contextSegmentCount(contextSeconds, audioSettingsOf(model));
  const options = { config, contextSegments };
  const { calibration } = calibrateDetections(outOfFold.dataset, outOfFold.predictions, {
    ...options,
    backgroundClasses: [],
  });
  const scoresOf = ({ dataset, predictions }: PredictedSegments) =>
    bestScores(dataset, predictions, options).map(({ label, scores }) => ({
      label,
      scores: Array.from(scores, (score) => calibrated(calibration, score)),
    }));
  const known = scoresOf(outOfFold).flatMap(({ label, scores }): RecordingScore[] =>
    scores.map((score, index) => ({ score, isPresent: index === label })),
  );
  const threshold = thresholdFor(known, config.precision, { extraWrong: margin }) ?? CAUTIOUS_THRESHOLD;
  for (const { label, scores } of scoresOf(others)) {
    counts.recordings++;
    counts.detected += scores.filter((score) => score >= threshold).length;
    if (scores[label]! >= threshold) counts.right++;
  }
}

async function main(): Promise<void> {
  const { sounds, folder, classes, help } = values;
  if (help || sounds === undefined || folder === undefined) {
    print(USAGE);
    process.exitCode = help ? 0 : 2;
    return;
  }
  await mkdir(folder, { recursive: true });
  const wanted = classes?.split(',');
  const all = await readItems(sounds);
  const foldOf = new Map((await readRows(sounds)).map((row) => [row['file'], row['fold']!]));
  const items = all.filter(({ species }) => wanted?.includes(species) ?? true);
  const folds = items.map(({ file }) => foldOf.get(file)!);
  const runs: Predicted[] = [];
  for (const fold of values.folds?.split(',') ?? [...new Set(folds)].sort()) {
    runs.push(await predicted(fold, items, folds, resolve(folder)));
    print(`fold ${fold}: trained and predicted`);
  }
  print('context  margin  recordings found, %  right of detected, %');
  for (const contextSeconds of numbers(values.contexts)) {
    for (const margin of numbers(values.margins)) {
      const counts: Counts = { recordings: 0, detected: 0, right: 0 };
      for (const run of runs) count(run, contextSeconds, margin, counts);
      const { recordings, detected, right } = counts;
      print(
        `${`${contextSeconds} s`.padEnd(9)}${String(margin).padEnd(8)}` +
          `${percent(right, recordings).padEnd(21)}${percent(right, detected)} (${right} of ${detected})`,
      );
    }
  }
}

await main();
