import { concat, type Dataset, foldsByGroup, indicesOfSources, subset } from '../../src/data/index.js';
import { type Predictions, score } from '../../src/eval/scores/index.js';
import type { CrossFit, HeldOutPredictions, RunData } from '../../src/train/index.js';
import { DatasetError } from '../../src/errors.js';
import { type AudioDataset, corpusParts, type CorpusSplit, type LoadedRecording } from '../corpus/index.js';
import { MAX_FOLDS } from './config.js';

export interface FoldOptions {
  /** Number of folds, at least 2, unless metadata.csv has a column `fold`. */
  readonly count: number;
  readonly seed: number;
  /** Normalises, augments and mixes a corpus for one split. */
  readonly prepare: (corpus: AudioDataset, split: CorpusSplit) => Promise<AudioDataset>;
}

/** Folds, and the classes that are in none: no fold could hold some of their recordings without holding all. */
export interface Folds {
  readonly folds: CrossFit['folds'];
  readonly classesInNone: readonly string[];
}

/** Divides the labelled training recordings into folds: the data of all but one, and that one. */
export async function foldsOf(
  loaded: AudioDataset,
  split: CorpusSplit,
  { count, seed, prepare }: FoldOptions,
): Promise<Folds> {
  const { labelled } = split;
  const recordings = labelled.map((index) => loaded.recordings[index]!);
  const items = recordings.map(({ label, group, segmentCount }) => ({ label, group, weight: segmentCount }));
  const inMetadata = foldsInMetadata(recordings);
  const foldOf = inMetadata ? withoutWholeClasses(items, inMetadata) : foldsByGroup(items, count, seed);
  const number = foldOf.reduce((highest, fold) => Math.max(highest, fold), -1) + 1;
  const folds: { data: RunData; dataset: Dataset }[] = [];
  for (let fold = 0; fold < number; fold++) {
    const held = labelled.filter((_, i) => foldOf[i] === fold);
    if (held.length === 0) continue;
    // Also those without a label, of a group that is held out.
    const groups = new Set(held.map((index) => loaded.recordings[index]!.group));
    const kept = (recordings: readonly number[]): number[] =>
      recordings.filter((index) => !groups.has(loaded.recordings[index]!.group));
    const { train, unlabelled } = split;
    const rest = {
      ...{ train: kept(train), labelled: kept(labelled), unlabelled: kept(unlabelled), trained: kept(split.trained) },
      ...{ validation: [], test: [] },
    };
    const foldSplit: CorpusSplit = { ...split, ...rest };
    const corpus = await prepare(loaded, foldSplit);
    const { warnings: _, labelSplit: __, ...data } = corpusParts(corpus, foldSplit);
    const name = `fold ${fold + 1} of ${number}`;
    folds.push({ data, dataset: subset(corpus, indicesOfSources(corpus, held), `${corpus.name}, ${name}`) });
  }
  const held = new Set(items.flatMap(({ label }, i) => (foldOf[i] === -1 ? [] : [label])));
  const inNone = new Set(items.flatMap(({ label }) => (held.has(label) ? [] : [loaded.classes[label]!])));
  return { folds, classesInNone: [...inNone].sort() };
}

/** Leaves groups in no fold (−1) if their fold has all recordings of a class, which could not be trained without. */
function withoutWholeClasses(
  items: readonly { readonly label: number; readonly group: string }[],
  foldOf: readonly number[],
): number[] {
  const foldsOf = new Map<number, Set<number>>();
  items.forEach(({ label }, i) => foldsOf.set(label, (foldsOf.get(label) ?? new Set()).add(foldOf[i]!)));
  const whole = new Set(items.flatMap(({ label, group }) => (foldsOf.get(label)!.size === 1 ? [group] : [])));
  return items.map(({ group }, i) => (whole.has(group) ? -1 : foldOf[i]!));
}

/**
 * Reads the folds in the column `fold` of metadata.csv, in the order of their names.
 * @returns undefined without such a column
 * @throws DatasetError if only some recordings have a fold, all are in one, a group is in several, or there are too
 *   many
 */
function foldsInMetadata(recordings: readonly LoadedRecording[]): number[] | undefined {
  const names = recordings.map(({ metadata }) => metadata['fold'] ?? '');
  const distinct = [...new Set(names)].sort();
  if (distinct.length === 1 && distinct[0] === '') return undefined;
  const problem = (text: string): DatasetError => new DatasetError(`metadata.csv: column fold: ${text}`);
  const without = recordings.find((_, i) => names[i] === '');
  if (without) throw problem(`no fold for ${without.file}: give every labelled training recording one, or none`);
  if (distinct.length === 1) throw problem(`all recordings are in fold ${distinct[0]}: two are needed`);
  if (distinct.length > MAX_FOLDS) throw problem(`${distinct.length} folds: at most ${MAX_FOLDS}`);
  const foldOfGroup = new Map<string, string>();
  for (const [i, { group, file }] of recordings.entries()) {
    const other = foldOfGroup.get(group);
    if (other !== undefined && other !== names[i]) throw problem(`group ${group} of ${file} is in several folds`);
    foldOfGroup.set(group, names[i]!);
  }
  return names.map((name) => distinct.indexOf(name));
}

/** Segments, and what models said of them. */
export type PredictedSegments = Pick<HeldOutPredictions, 'dataset' | 'predictions'>;

/** Joins the predictions of folds, at least one. */
export function joined(heldOut: readonly PredictedSegments[]): PredictedSegments {
  return heldOut.reduce((all, { dataset, predictions }) => {
    const logits = new Float32Array(all.predictions.logits.length + predictions.logits.length);
    logits.set(all.predictions.logits);
    logits.set(predictions.logits, all.predictions.logits.length);
    return {
      dataset: concat(all.dataset, dataset, 'held out'),
      predictions: { logits, outputActivation: predictions.outputActivation },
    };
  });
}

/** How good predictions of held-out recordings are, in one line. */
export function describeHeldOut(dataset: Dataset, predictions: Predictions): string {
  const { recordings, recordingAccuracyByLoudness, recordingAccuracy, recordingRanking } = score(dataset, predictions);
  const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
  const accuracy = percent(recordingAccuracyByLoudness ?? recordingAccuracy);
  const precision = recordingRanking ? `, macro average precision ${percent(recordingRanking.averagePrecision)}` : '';
  return `${recordings} recordings, each predicted by a model it did not train: ${accuracy} right${precision}`;
}
