import type { ImageDatasetDefinition } from './definition.js';
import { filesAt } from './fetch/remote.js';
import { readCifarRecords } from './readers/cifar-records.js';
import { plainOrGzip } from './readers/file-names.js';

/** Batches of each split: names of files without their extension. */
const BATCHES = {
  train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`),
  test: ['test_batch'],
} as const;

/** CIFAR-10: colour photographs of ten classes of objects, 32 x 32 pixels, in batches of binary records. */
export const cifar10: ImageDatasetDefinition = {
  classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  statistics: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
  published: {
    train: { images: 50_000, files: 'data_batch_1.bin to data_batch_5.bin' },
    test: { images: 10_000, files: 'test_batch.bin' },
  },
  knownFolders: ['cifar-10-batches-bin'],
  findFiles(names, split) {
    const found = BATCHES[split].flatMap((batch) => batchFile(names, batch) ?? []);
    return found.length > 0 ? found : undefined;
  },
  read: readCifarRecords,
  remote: {
    credit: 'CIFAR-10: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009',
    // TensorFlow Datasets lists the same SHA-256; the published MD5 sum matches the same file.
    files: filesAt(
      ['https://www.cs.toronto.edu/~kriz/', 'https://cave.cs.toronto.edu/kriz/'],
      [
        {
          name: 'cifar-10-binary.tar.gz',
          bytes: 170_052_171,
          sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
          members: {
            names: [...BATCHES.train, ...BATCHES.test].map((batch) => `${batch}.bin`),
            bytes: 30_730_000,
          },
        },
      ],
    ),
  },
};

/**
 * Finds the file of a batch, or else its beginning, such as `test_batch_first1017.bin`. Other names are not read: a
 * browser calls a second download `data_batch_1 (1).bin`, and its images would be trained on twice.
 */
function batchFile(names: readonly string[], batch: string): string | undefined {
  const complete = plainOrGzip(names, [`${batch}.bin`]);
  if (complete !== undefined) return complete;
  const lengths = names.flatMap((name) => {
    const [, cut, length] = /^(.+)_first(\d+)\.bin(?:\.gz)?$/.exec(name) ?? [];
    return cut === batch ? [Number(length)] : [];
  });
  return lengths.length === 0 ? undefined : plainOrGzip(names, [`${batch}_first${Math.max(...lengths)}.bin`]);
}
