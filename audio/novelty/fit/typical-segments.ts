import { subset } from '../../../src/data/index.js';
import type { EngineOptions, HostTensor } from '../../../src/engine/index.js';
import { predictExamples } from '../../../src/eval/index.js';
import { type ModelFolder, withModel } from '../../../src/train/index.js';
import type { AudioDataset } from '../../corpus/index.js';
import { segmentActivity } from '../../segments/index.js';
import { findPrototypes } from './prototypes.js';

/** Segments this far below their recording's song say nothing of a species. */
const SONG_DB = -8;

/** Segments of a species that are used, at most, evenly spread: hours of it say no more, and would fill the memory. */
const PER_SPECIES = 2_000;

/** Recordings that trained a model, and the engine that runs it. */
export interface PrototypeOptions extends EngineOptions {
  readonly corpus: AudioDataset;
  /** Indices of labelled recordings. */
  readonly recordings: Iterable<number>;
  readonly seed: number;
}

/**
 * Finds what is typical of a model's species: prototypes of the segments with song of its training recordings.
 * @returns undefined if there are none
 */
export async function prototypesOf(
  folder: ModelFolder,
  { corpus, recordings, seed, ...engine }: PrototypeOptions,
): Promise<HostTensor | undefined> {
  const indices = spread(
    [...recordings].flatMap((index) => segmentsWithSong(corpus, index)),
    (index) => corpus.label(index),
  );
  if (indices.length === 0) return undefined;
  const dataset = subset(corpus, indices, `${corpus.name}, song`);
  const predictions = await withModel(folder, engine, (run) =>
    predictExamples({ ...run, dataset, representation: true }),
  );
  const values = predictions.representations!;
  const labels = Int32Array.from(indices, (index) => corpus.label(index));
  return findPrototypes({ values, dimensions: values.length / indices.length, labels }, seed);
}

/** Segments in which a recording's song is heard. */
export function segmentsWithSong(corpus: AudioDataset, recording: number): number[] {
  const { firstSegment, segmentCount } = corpus.recordings[recording]!;
  const pcm = corpus.samples(recording);
  if (segmentCount === 0 || pcm.length < corpus.geometry.length) return [];
  const activity = segmentActivity(pcm, corpus.geometry, segmentCount);
  return Array.from(activity).flatMap((level, segment) => (level >= SONG_DB ? [firstSegment + segment] : []));
}

/** Keeps `PER_SPECIES` evenly spread segments of each species that has more. */
function spread(indices: readonly number[], labelOf: (index: number) => number): number[] {
  return [...groupBy(indices, labelOf).values()].flatMap((own) => {
    const kept = Math.min(own.length, PER_SPECIES);
    return Array.from({ length: kept }, (_, i) => own[Math.floor((i * own.length) / kept)]!);
  });
}

function groupBy(indices: readonly number[], labelOf: (index: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const index of indices) {
    const group = groups.get(labelOf(index));
    if (group) group.push(index);
    else groups.set(labelOf(index), [index]);
  }
  return groups;
}
