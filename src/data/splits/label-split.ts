import { z } from 'zod';
import { ConfigError, DatasetError } from '../../errors.js';
import { createRng } from '../../rng.js';
import { readSplitFile, writeSplitOnce } from './split-file.js';
import { indicesWhere } from '../subset.js';
import { fingerprint } from '../summary.js';
import { UNLABELLED, type Dataset } from '../types.js';

const FORMAT = 'lyrebird-label-split';

const Schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  name: z.string().min(1),
  dataset: z.string(),
  fingerprint: z.string(),
  length: z.int().min(1),
  seed: z.int(),
  count: z.int().min(1),
  classes: z.array(z.string()).min(1),
  indices: z.array(z.int().min(0)),
});

/** The examples that keep their labels in a semi-supervised experiment. */
export interface LabelSplit {
  /** Contains dataset, seed and number of labels: `mnist-seed1-labels50`. */
  readonly name: string;
  readonly dataset: string;
  /** Fingerprint of the dataset with all its labels; the split is valid only for these examples. */
  readonly fingerprint: string;
  readonly length: number;
  readonly seed: number;
  readonly count: number;
  readonly classes: readonly string[];
  /** Ascending; the same number for every class. */
  readonly indices: readonly number[];
}

export interface LabelSplitOptions {
  /** Number of labelled examples (N_L in section 3.1), a multiple of the number of classes. */
  readonly count: number;
  readonly seed: number;
}

/**
 * Draws the examples that keep their labels, the same number for every class. For a given seed, a smaller split is a
 * subset of a larger one.
 * @throws ConfigError if the count cannot be divided evenly among the classes
 * @throws DatasetError if a class has too few labelled examples
 */
export function drawLabelled(dataset: Dataset, { count, seed }: LabelSplitOptions): LabelSplit {
  const { name, classes, length } = dataset;
  if (!Number.isInteger(count) || count < 1 || count % classes.length !== 0) {
    throw new ConfigError(`labels: expected a multiple of ${classes.length}, the number of classes, got ${count}`);
  }
  const perClass = count / classes.length;
  const rng = createRng(seed).split('labels');
  const indices = classes.flatMap((className, label) => {
    const candidates = Array.from(indicesWhere(dataset, (index) => dataset.label(index) === label));
    if (candidates.length < perClass) {
      throw new DatasetError(
        `${name}: expected ${perClass} labelled examples of class ${className} to draw, got ${candidates.length}`,
      );
    }
    return rng.split(label).shuffle(candidates).slice(0, perClass);
  });
  return {
    name: `${name}-seed${seed}-labels${count}`,
    dataset: name,
    fingerprint: fingerprint(dataset),
    length,
    seed,
    count,
    classes,
    indices: indices.sort((a, b) => a - b),
  };
}

/**
 * Returns a view of the dataset in which only the examples of the split have labels.
 * @throws DatasetError if the split was drawn from different data
 */
export function labelledView(dataset: Dataset, split: LabelSplit): Dataset {
  checkBelongs(dataset, split);
  const labelled = new Set(split.indices);
  const { augment } = dataset;
  return {
    name: split.name,
    classes: dataset.classes,
    inputShape: dataset.inputShape,
    length: dataset.length,
    label: (index) => (labelled.has(index) ? dataset.label(index) : UNLABELLED),
    source: (index) => dataset.source(index),
    read: (index, out, offset) => dataset.read(index, out, offset),
    ...(augment && {
      augment(index, rng, out, offset) {
        const classes = augment.call(dataset, index, rng, out, offset);
        return labelled.has(index) ? classes : undefined;
      },
    }),
  };
}

/**
 * Writes a split to `<folder>/<name>.json` atomically. An existing file is never overwritten; it must contain the
 * same split.
 * @param folder must exist
 * @returns the path
 * @throws DatasetError if the file exists and contains a different split
 * @throws OutputError if the file cannot be written
 */
export async function writeLabelSplit(folder: string, split: LabelSplit): Promise<string> {
  return writeSplitOnce(folder, split, { encode, read: readLabelSplit });
}

/**
 * Reads a split.
 * @throws DatasetError if the file cannot be read, or is not a label split
 */
export async function readLabelSplit(path: string): Promise<LabelSplit> {
  const content = await readSplitFile(path, 'a label split');
  const result = Schema.safeParse(content);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new DatasetError(
      `${path}: expected a label split, got ${issue.path.join('.') || 'a file'}: ${issue.message}`,
    );
  }
  const { format: _format, version: _version, ...split } = result.data;
  const { indices, count, length } = split;
  const ascending = indices.every((index, at) => index < length && (at === 0 || index > indices[at - 1]!));
  if (indices.length !== count || !ascending) {
    throw new DatasetError(
      `${path}: expected ${count} ascending indices below ${length}, got ${indices.length} that are not: damaged`,
    );
  }
  return split;
}

/** @throws DatasetError if the split was drawn from different data */
function checkBelongs(dataset: Dataset, split: LabelSplit): void {
  const actual = fingerprint(dataset);
  if (actual === split.fingerprint && dataset.length === split.length) return;
  throw new DatasetError(
    `${split.name}: expected the data it was drawn from (${split.length} examples, ${split.fingerprint}), ` +
      `got ${dataset.name} (${dataset.length} examples, ${actual})`,
  );
}

function encode({ name, dataset, fingerprint, length, seed, count, classes, indices }: LabelSplit): string {
  const content = { format: FORMAT, version: 1, name, dataset, fingerprint, length, seed, count, classes };
  return `${JSON.stringify({ ...content, indices }, null, 1)}\n`;
}
