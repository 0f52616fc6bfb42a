import type { AudioDataset, Corpus } from '../corpus/index.js';
import { sameSpecies } from '../corpus/names.js';
import { DatasetError } from '../../src/errors.js';
import { relabel, type Relabelled, type SplitChoice } from '../../src/data/index.js';
import type { TrainingOverlap, Manifest, ModelFolder } from '../../src/train/index.js';

/**
 * The labelled recordings of a part of a corpus, as the model was trained with: a split is what it was then, not what it would be now.
 * @throws DatasetError if there are none
 */
export function recordingsInSplit(corpus: Corpus, split: SplitChoice, { path, manifest }: ModelFolder): Corpus {
  const labelled = corpus.recordings.filter(({ species }) => species !== undefined);
  if (labelled.length === 0)
    throw new DatasetError(`${corpus.dir}: none of its recordings has a species to compare with`);
  if (split === 'all') return { ...corpus, recordings: labelled };
  const names = new Set(manifest.recordings?.[split]);
  const recordings = labelled.filter(({ file }) => names.has(file));
  if (recordings.length > 0) return { ...corpus, recordings };
  const reason =
    names.size === 0 ? `${path} was trained without a ${split} part` : `it has none of the ${names.size} files`;
  throw new DatasetError(
    `${corpus.dir}: no recordings for --split ${split}: ${reason}; --split all takes every recording`,
  );
}

/** Which of the recordings a model was trained on or chosen by, going by their paths in the corpus. */
export function trainingOverlap({ recordings }: Corpus, { recordings: known }: Manifest): TrainingOverlap {
  const count = (files: readonly string[] = []): number => {
    const names = new Set(files);
    return recordings.filter(({ file }) => names.has(file)).length;
  };
  return { usedForTraining: count(known?.train), usedForValidation: count(known?.validation) };
}

/**
 * The corpus with labels as indices into the model's classes, however they are spelled.
 * @throws DatasetError if they have no class in common
 */
export function withModelClasses(corpus: AudioDataset, classes: readonly string[]): Relabelled {
  const spelled = corpus.classes.map((name) => classes.find((known) => sameSpecies(known, name)) ?? name);
  const relabelled = relabel({ ...corpus, classes: spelled }, classes);
  if (relabelled.unknown.length < spelled.length) return relabelled;
  throw new DatasetError(
    `${corpus.name}: the model knows none of its classes: it has ${corpus.classes.join(', ')}; the model ${classes.join(', ')}`,
  );
}
