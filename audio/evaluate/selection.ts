import type { AudioDataset, Corpus, CorpusRecording } from '../corpus/index.js';
import { sameSpecies, speciesKey } from '../corpus/names.js';
import { DatasetError } from '../../src/errors.js';
import { type RecordingChoice, relabel, type Relabelled, type SplitName } from '../../src/data/index.js';
import type { TrainingOverlap, Manifest, ModelFolder, RecordingMatch } from '../../src/train/index.js';

/** Recordings to evaluate a model on. */
export interface SelectedRecordings {
  readonly selected: Corpus;
  readonly split: RecordingChoice;
  /** Labelled recordings that are not selected because they trained the model. */
  readonly trained: number;
}

/** What the recordings of a training are found by among others. */
type Identified = Pick<CorpusRecording, 'file' | 'contentHash'>;
type WithRecordings = Pick<Manifest, 'recordings'>;

/** Returns how recordings of a model's training are found; undefined if its manifest lists none. */
export function matchedBy({ recordings }: WithRecordings): RecordingMatch | undefined {
  return recordings && (recordings.contentHashes ? 'content' : 'name');
}

/**
 * Selects the labelled recordings of one split of a corpus. The model's manifest lists the split's files, so this is
 * the split used in training, even if the corpus has changed.
 * @param corpus with content hashes, if the manifest has them
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

function heldOut(recordings: Corpus['recordings'], manifest: Manifest): Corpus['recordings'] {
  const hasTrained = isIn('train', manifest);
  return recordings.filter((recording) => !hasTrained(recording));
}

function recordingsInSplit(corpus: Corpus, split: RecordingChoice, { path, manifest }: ModelFolder): Corpus {
  const labelled = corpus.recordings.filter(({ species }) => species !== undefined);
  if (labelled.length === 0) throw new DatasetError(`${corpus.dir}: none of its recordings is labelled with a species`);
  if (split === 'all') return { ...corpus, recordings: labelled };
  if (split === 'held-out') {
    const recordings = heldOut(labelled, manifest);
    if (recordings.length > 0) return { ...corpus, recordings };
    const how = matchedBy(manifest) === 'name' ? 'have names of recordings that trained' : 'trained';
    throw new DatasetError(
      `${corpus.dir}: all of its recordings ${how} the model; use --split all for every recording`,
    );
  }
  const recordings = labelled.filter(isIn(split, manifest));
  if (recordings.length > 0) return { ...corpus, recordings };
  const count = manifest.recordings?.[split].length ?? 0;
  const reason =
    count === 0 ? `${path} was trained without a ${split} split` : `it has none of the ${count} files of that split`;
  throw new DatasetError(
    `${corpus.dir}: no recordings for --split ${split}: ${reason}; ` +
      'use --split held-out for those that did not train the model, --split all for every recording',
  );
}

/** Returns whether a recording was in a split of the training: by its content, or by its path if only that is known. */
function isIn(split: SplitName, { recordings: used }: WithRecordings): (recording: Identified) => boolean {
  const paths = new Set((used?.[split] ?? []).map(pathKey));
  const hashes = used?.contentHashes && new Set(used.contentHashes[split]);
  return ({ file, contentHash }) =>
    hashes && contentHash !== undefined ? hashes.has(contentHash) : paths.has(pathKey(file));
}

/**
 * Returns a key of a path that copies of a corpus share: the species' folder in any spelling, names in any Unicode
 * form.
 */
function pathKey(file: string): string {
  const [folder, ...rest] = file.normalize('NFC').split('/');
  return rest.length === 0 ? folder! : [speciesKey(folder!), ...rest].join('/');
}

/** Counts the recordings that a model's training or model selection used. */
export function trainingOverlap(
  { recordings }: { readonly recordings: readonly Identified[] },
  manifest: WithRecordings,
): TrainingOverlap {
  const count = (split: SplitName): number => recordings.filter(isIn(split, manifest)).length;
  return { usedForTraining: count('train'), usedForValidation: count('validation') };
}

/** Counts the recordings that have the path of one that trained the model, but different content. */
export function namesakes({ recordings }: Pick<Corpus, 'recordings'>, { recordings: used }: WithRecordings): number {
  if (!used?.contentHashes) return 0;
  const [hasTrained, hasPath] = [isIn('train', { recordings: used }), new Set(used.train.map(pathKey))];
  return recordings.filter((recording) => hasPath.has(pathKey(recording.file)) && !hasTrained(recording)).length;
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
