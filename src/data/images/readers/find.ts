import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../../../errors.js';
import type { ImageTask } from '../names.js';
import { messageOf } from './bytes.js';

export type ImageSplit = 'train' | 'test';

/** Where the archives and other programs put the files, below the folder that is named or a folder of the data set's name in it. */
const USUAL_FOLDERS: Readonly<Record<ImageTask, readonly string[]>> = {
  mnist: ['raw', 'MNIST/raw'],
  svhn: [],
  cifar10: ['cifar-10-batches-bin'],
};

/**
 * Finds the files of a data set in a folder or in a folder of its name there, by their usual names, with or without `.gz`; for MNIST the images and then the labels.
 * @throws DatasetError if there is no such folder, or not all of what is needed is in it
 */
export async function findImageFiles(task: ImageTask, dir: string, split: ImageSplit): Promise<string[]> {
  const hint = `\`lyrebird data fetch ${task} --out ${dir}\` gets them`;
  const wanted = `${WANTED[task][split]} in it, or in a folder "${task}" in it`;
  const names = await namesIn(dir, `; expected ${wanted}: ${hint}`);
  for (const folder of [dir, join(dir, task)].flatMap((base) => [
    base,
    ...USUAL_FOLDERS[task].map((name) => join(base, name)),
  ])) {
    const found = FINDERS[task](folder === dir ? names : await namesIn(folder).catch(() => []), split);
    if (found) return found.map((name) => join(folder, name));
  }
  const got =
    names.length === 0 ? 'an empty folder' : `${names.slice(0, 6).join(', ')}${names.length > 6 ? ', ...' : ''}`;
  throw new DatasetError(`${dir}: expected ${wanted}, got ${got}: ${hint}`);
}

const WANTED: Readonly<Record<ImageTask, Readonly<Record<ImageSplit, string>>>> = {
  mnist: {
    train: 'train-images-idx3-ubyte and train-labels-idx1-ubyte (or .gz)',
    test: 't10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (or .gz)',
  },
  svhn: { train: 'train_32x32.mat', test: 'test_32x32.mat' },
  cifar10: { train: 'data_batch_1.bin and so on', test: 'test_batch.bin' },
};

type Finder = (names: readonly string[], split: ImageSplit) => string[] | undefined;

const FINDERS: Readonly<Record<ImageTask, Finder>> = {
  mnist(names, split) {
    const prefix = split === 'train' ? 'train' : 't10k';
    const images = plainOrGzip(names, [`${prefix}-images-idx3-ubyte`, `${prefix}-images.idx3-ubyte`]);
    const labels = plainOrGzip(names, [`${prefix}-labels-idx1-ubyte`, `${prefix}-labels.idx1-ubyte`]);
    return images === undefined || labels === undefined ? undefined : [images, labels];
  },
  svhn(names, split) {
    const found = plainOrGzip(names, [`${split}_32x32.mat`]);
    return found === undefined ? undefined : [found];
  },
  cifar10(names, split) {
    // The whole test batch, if it is there; parts of it would repeat its images.
    const whole = split === 'test' ? plainOrGzip(names, ['test_batch.bin']) : undefined;
    if (whole !== undefined) return [whole];
    const pattern = split === 'train' ? /^data_batch_.+\.bin(\.gz)?$/ : /^test_batch.*\.bin(\.gz)?$/;
    const found = names.filter((name) => pattern.test(name));
    const once = found.filter((name) => !(name.endsWith('.gz') && found.includes(name.slice(0, -3))));
    return once.length > 0 ? once.sort(byNumber) : undefined;
  },
};

function plainOrGzip(names: readonly string[], candidates: readonly string[]): string | undefined {
  return candidates.flatMap((name) => [name, `${name}.gz`]).find((name) => names.includes(name));
}

/** `data_batch_2.bin` before `data_batch_10.bin`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function namesIn(dir: string, hint = ''): Promise<string[]> {
  const names = await readdir(dir).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such folder' : messageOf(cause);
    throw new DatasetError(`${dir}: cannot be read: ${why}${hint}`, { cause });
  });
  return names.sort();
}
