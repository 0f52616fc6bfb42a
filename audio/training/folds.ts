import { concat, type Dataset, foldsByGroup, indicesOfSources, subset } from '../../src/data/index.js';
import { type Predictions, score } from '../../src/eval/scores/index.js';
import type { CrossFit, HeldOutPredictions, RunData } from '../../src/train/index.js';
import { type AudioDataset, corpusParts, type CorpusSplit } from '../corpus/index.js';

export interface FoldOptions {
  /** Number of folds, at least 2. */
  readonly count: number;
  readonly seed: number;
  /** Normalises, augments and mixes a corpus for one split. */
  readonly prepare: (corpus: AudioDataset, split: CorpusSplit) => Promise<AudioDataset>;
}

/** Divides the labelled training recordings into folds: the data of all but one, and that one. */
export async function foldsOf(
  loaded: AudioDataset,
  split: CorpusSplit,
  { count, seed, prepare }: FoldOptions,
): Promise<CrossFit['folds']> {
  const { labelled } = split;
  const items = labelled.map((index) => {
    const { label, group, segmentCount } = loaded.recordings[index]!;
    return { label, group, weight: segmentCount };
  });
  const foldOf = foldsByGroup(items, count, seed);
  const folds: { data: RunData; dataset: Dataset }[] = [];
  for (let fold = 0; fold < count; fold++) {
    const held = labelled.filter((_, i) => foldOf[i] === fold);
    if (held.length === 0) continue;
    const kept = (recordings: readonly number[]): number[] => recordings.filter((index) => !held.includes(index));
    const { train, trained } = split;
    const rest = { train: kept(train), labelled: kept(labelled), trained: kept(trained), validation: [], test: [] };
    const foldSplit: CorpusSplit = { ...split, ...rest };
    const corpus = await prepare(loaded, foldSplit);
    const { warnings: _, labelSplit: __, ...data } = corpusParts(corpus, foldSplit);
    const name = `fold ${fold + 1} of ${count}`;
    folds.push({ data, dataset: subset(corpus, indicesOfSources(corpus, held), `${corpus.name}, ${name}`) });
  }
  return folds;
}

/** Joins the predictions of all folds. */
export function joined(heldOut: readonly HeldOutPredictions[]): HeldOutPredictions {
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
