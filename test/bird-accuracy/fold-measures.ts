import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { wilsonInterval } from '#src/eval/scores/index.js';
import type { Item } from './corpus.js';
import type { Fold } from './folds.js';
import { judged } from './judged.js';
import { lyrebird } from './lyrebird.js';
import {
  calibrationError,
  detectedFraction,
  type Judged,
  knownOnly,
  macroRanking,
  precisionCounts,
  topFraction,
} from './measures.js';
import { writeMixtures } from './mixtures.js';
import { percent, print, spread } from './print.js';

interface Segments {
  readonly segmentAccuracy: number;
  readonly recordingAccuracy: number;
  readonly segmentRanking: { readonly averagePrecision: number; readonly auroc: number };
}

/**
 * Measures recordings of folds, segments alone, and unless the folds are by recordist, mixtures of two recordings.
 * @param folder receives the mixtures
 * @param seed of the mixtures
 */
export async function measureFolds(folds: readonly Fold[], folder: string, by: string, seed: number): Promise<void> {
  const all: Judged[] = [];
  const rows: Record<string, number[]> = {};
  const add = (name: string, value: number): void => void (rows[name] ??= []).push(value);
  for (const { corpus, run, test } of folds) {
    const model = join(run, 'last');
    const text = await lyrebird('evaluate', '--model', model, '--data', corpus, '--split', 'test', '--json', '--quiet');
    const evaluation = JSON.parse(text) as Segments;
    add('segments alone', evaluation.segmentAccuracy);
    add('segments alone, macro AP', evaluation.segmentRanking.averagePrecision);
    add('segments alone, macro AUROC', evaluation.segmentRanking.auroc);
    add('recordings by the mean', evaluation.recordingAccuracy);
    const files = test.map(({ file }) => file);
    const single = await judged(model, corpus, files, (index) => [test[index]!.species]);
    all.push(...single);
    add('recordings, best species', topFraction(single));
    add('recordings with a right detection', detectedFraction(single));
    add('... without unknown', detectedFraction(knownOnly(single)));
    const ranking = macroRanking(single);
    add('recordings, macro AP', ranking.averagePrecision);
    add('recordings, macro AUROC', ranking.auroc);
    if (by === 'recordist') continue;
    for (const levelDb of [0, 6, 12]) {
      const mixed = join(folder, `mixtures-${levelDb}`);
      await rm(mixed, { recursive: true, force: true });
      const mixtures = await writeMixtures(mixed, corpus, test, levelDb, seed);
      const mixedFiles = mixtures.map(({ file }) => file);
      const heard = await judged(model, mixed, mixedFiles, (index) => mixtures[index]!.species);
      add(`mixtures at ${levelDb} dB, macro AP`, macroRanking(heard).averagePrecision);
    }
  }
  for (const [name, fractions] of Object.entries(rows)) print(`  ${name.padEnd(36)} ${spread(fractions)}`);
  for (const [name, found] of [
    ['precision at the thresholds', all],
    ['... without unknown', knownOnly(all)],
  ] as const) {
    const { right, detected } = precisionCounts(found);
    const [low, high] = wilsonInterval(right, detected).map(percent);
    const counts = `(${right} of ${detected}; 95 %: ${low} to ${high})`;
    print(`  ${name.padEnd(36)} ${percent(right / detected)} ${counts}`);
  }
  print(`  calibration error of detections      ${percent(calibrationError(all))}`);
  const items = folds.flatMap(({ test }) => test);
  if (by === 'recordist') printByGroup(items, all);
}

/** Recordings by recordist. */
function printByGroup(items: readonly Item[], all: readonly Judged[]): void {
  for (const group of [...new Set(items.map((item) => item.group))].sort()) {
    const files = new Set(items.filter((item) => item.group === group).map(({ file }) => file));
    const own = all.filter(({ result }) => [...files].some((file) => result.file.endsWith(file)));
    print(`  ${group.padEnd(36)} ${percent(topFraction(own))} of ${own.length}`);
  }
}
