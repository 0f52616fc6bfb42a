import type { ImageDatasetDefinition } from './definition.js';
import { filesAt } from './fetch/remote.js';
import { readCifarRecords } from './readers/cifar-records.js';
import { plainOrGzip } from './readers/file-names.js';

/** CIFAR-10: colour photographs of ten classes of objects, 32 x 32 pixels, in batches of binary records. */
export const cifar10: ImageDatasetDefinition = {
  classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  statistics: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
  published: {
    train: { images: 50_000, files: 'data_batch_1.bin and so on' },
    test: { images: 10_000, files: 'test_batch.bin' },
  },
  knownFolders: ['cifar-10-batches-bin'],
  findFiles(names, split) {
    // If the complete test batch exists, parts of it would duplicate its images.
    const complete = split === 'test' ? plainOrGzip(names, ['test_batch.bin']) : undefined;
    if (complete !== undefined) return [complete];
    const pattern = split === 'train' ? /^data_batch_.+\.bin(\.gz)?$/ : /^test_batch.*\.bin(\.gz)?$/;
    const found = names.filter((name) => pattern.test(name));
    const withoutDuplicates = found.filter((name) => !(name.endsWith('.gz') && found.includes(name.slice(0, -3))));
    return withoutDuplicates.length > 0 ? withoutDuplicates.sort(byNumber) : undefined;
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
            names: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`).concat('test_batch.bin'),
            bytes: 30_730_000,
          },
        },
      ],
    ),
  },
};

/** Sorts `data_batch_2.bin` before `data_batch_10.bin`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
