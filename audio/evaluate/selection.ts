import type { AudioDataset, Corpus } from '../corpus/index.js';
import { sameSpecies, speciesKey } from '../corpus/names.js';
import { DatasetError } from '../../src/errors.js';
import { type RecordingChoice, relabel, type Relabelled } from '../../src/data/index.js';
import type { TrainingOverlap, Manifest, ModelFolder } from '../../src/train/index.js';

/** Recordings to evaluate a model on. */
export interface SelectedRecordings {
  readonly selected: Corpus;
  readonly split: RecordingChoice;
  /** Labelled recordings that are not selected because they have the path of one that trained the model. */
  readonly trained: number;
}

/**
 * Selects the labelled recordings of one split of a corpus. The model's manifest lists the split's files, so this is
 * the split used in training, even if the corpus has changed.
 * @param split default: recordings that did not train the model, or if there are none, all
 * @throws DatasetError if there are none
 */
export function selectRecordings(
  corpus: Corpus,
  split: RecordingChoice | undefined,
  folder: ModelFolder,
): SelectedRecordings {
  if (split !== undefined) return { selected: recordingsInSplit(corpus, split, folder), split, trained: 0 };
  const all = recordingsInSplit(corpus, 'all', folder);
  const recordings = heldOut(all.recordings, folder.manifest);
  if (recordings.length === 0) return { selected: all, split: 'all', trained: 0 };
  const trained = all.recordings.length - recordings.length;
  return { selected: { ...corpus, recordings }, split: 'held-out', trained };
}

function heldOut(recordings: Corpus['recordings'], { recordings: used }: Manifest): Corpus['recordings'] {
  const trained = keysOf(used?.train);
  return recordings.filter(({ file }) => !trained.has(pathKey(file)));
}

function recordingsInSplit(corpus: Corpus, split: RecordingChoice, { path, manifest }: ModelFolder): Corpus {
  const labelled = corpus.recordings.filter(({ species }) => species !== undefined);
  if (labelled.length === 0) throw new DatasetError(`${corpus.dir}: none of its recordings is labelled with a species`);
  if (split === 'all') return { ...corpus, recordings: labelled };
  if (split === 'held-out') {
    const recordings = heldOut(labelled, manifest);
    if (recordings.length > 0) return { ...corpus, recordings };
    throw new DatasetError(
      `${corpus.dir}: all of its recordings trained the model; use --split all for every recording`,
    );
  }
  const names = keysOf(manifest.recordings?.[split]);
  const recordings = labelled.filter(({ file }) => names.has(pathKey(file)));
  if (recordings.length > 0) return { ...corpus, recordings };
  const reason =
    names.size === 0
      ? `${path} was trained without a ${split} split`
      : `it has none of the ${names.size} files of that split`;
  throw new DatasetError(
    `${corpus.dir}: no recordings for --split ${split}: ${reason}; use --split all for every recording`,
  );
}

function keysOf(files: readonly string[] = []): ReadonlySet<string> {
  return new Set(files.map(pathKey));
}

/**
 * Returns a key of a path that copies of a corpus share: the species' folder in any spelling, names in any Unicode
 * form.
 */
function pathKey(file: string): string {
  const [folder, ...rest] = file.normalize('NFC').split('/');
  return rest.length === 0 ? folder! : [speciesKey(folder!), ...rest].join('/');
}

/** Counts the recordings that a model's training or model selection used, matched by their paths in the corpus. */
export function trainingOverlap(
  { recordings }: { readonly recordings: readonly { readonly file: string }[] },
  { recordings: used }: Pick<Manifest, 'recordings'>,
): TrainingOverlap {
  const count = (files: readonly string[] = []): number => {
    const names = keysOf(files);
    return recordings.filter(({ file }) => names.has(pathKey(file))).length;
  };
  return { usedForTraining: count(used?.train), usedForValidation: count(used?.validation) };
}

/**
 * Relabels a corpus with indices into the model's classes. Names match in any spelling.
 * @throws DatasetError if corpus and model have no class in common
 */
export function withModelClasses(corpus: AudioDataset, classes: readonly string[]): Relabelled {
  const modelNames = corpus.classes.map((name) => classes.find((modelClass) => sameSpecies(modelClass, name)) ?? name);
  const relabelled = relabel({ ...corpus, classes: modelNames }, classes);
  if (relabelled.unknown.length < modelNames.length) return relabelled;
  throw new DatasetError(
    `${corpus.name}: no class in common with the model: the corpus has ${corpus.classes.join(', ')}; ` +
      `the model has ${classes.join(', ')}`,
  );
}
