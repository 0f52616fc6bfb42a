import { z } from 'zod';
import { DatasetError } from '../../errors.js';
import { readSplitFile, writeSplitOnce } from './split-file.js';

const FORMAT = 'lyrebird-recording-split';

const names = z.array(z.string()).readonly();

const Schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  name: z.string().min(1),
  dataset: z.string(),
  fingerprint: z.string(),
  seed: z.int(),
  labelledRecordings: z.number(),
  classes: names,
  labelled: names,
  unlabelled: names,
});

/** The training recordings that keep their labels in a semi-supervised experiment. */
export interface RecordingSplit {
  /** Contains corpus, seed and number per class: `birds10-seed1-labelled3`. */
  readonly name: string;
  readonly dataset: string;
  /** Fingerprint of the training split with all its labels. */
  readonly fingerprint: string;
  readonly seed: number;
  /** Requested number per class; below 1: a fraction. */
  readonly labelledRecordings: number;
  readonly classes: readonly string[];
  /** Paths of files, relative to the corpus folder. */
  readonly labelled: readonly string[];
  readonly unlabelled: readonly string[];
}

/**
 * Writes a split to `<folder>/<name>.json` atomically. An existing file is never overwritten; it must contain the
 * same split.
 * @param folder must exist
 * @returns the path
 * @throws DatasetError if the file exists and contains a different split
 * @throws OutputError if the file cannot be written
 */
export async function writeRecordingSplit(folder: string, split: RecordingSplit): Promise<string> {
  return writeSplitOnce(folder, split, { encode, read: readRecordingSplit });
}

/**
 * Reads a split.
 * @throws DatasetError if the file cannot be read, or is not a split of recordings
 */
export async function readRecordingSplit(path: string): Promise<RecordingSplit> {
  const result = Schema.safeParse(await readSplitFile(path, 'a split of recordings'));
  if (result.success) {
    const { format: _format, version: _version, ...split } = result.data;
    return split;
  }
  const issue = result.error.issues[0]!;
  throw new DatasetError(
    `${path}: expected a split of recordings, got ${issue.path.join('.') || 'a file'}: ${issue.message}`,
  );
}

function encode({ name, dataset, fingerprint, seed, labelledRecordings, ...lists }: RecordingSplit): string {
  const { classes, labelled, unlabelled } = lists;
  const content = { format: FORMAT, version: 1, name, dataset, fingerprint, seed, labelledRecordings };
  return `${JSON.stringify({ ...content, classes, labelled, unlabelled }, null, 1)}\n`;
}
