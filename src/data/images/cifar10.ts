import type { ImageDatasetDefinition } from './definition.js';
import { filesAt } from './fetch/remote.js';
import { readCifarRecords } from './readers/cifar-records.js';
import { plainOrGzip } from './readers/file-names.js';

/** Batches of each split: names of files without their extension. */
const BATCHES = {
  train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`),
  test: ['test_batch'],
} as const;

const SHA256 = {
  'data_batch_1.bin': 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
  'data_batch_2.bin': 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
  'data_batch_3.bin': 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
  'data_batch_4.bin': '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
  'data_batch_5.bin': '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
  'test_batch.bin': '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
};
/** 10,000 records in each file: a label and 3 x 32 x 32 pixels. */
const FILE_BYTES = 10_000 * 3073;

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
    // TensorFlow Datasets lists the same SHA-256; the published MD5 sum matches the same file. The gem torchvision
    // lists those of the files in it.
    files: filesAt(
      ['https://www.cs.toronto.edu/~kriz/', 'https://cave.cs.toronto.edu/kriz/'],
      [
        {
          name: 'cifar-10-binary.tar.gz',
          bytes: 170_052_171,
          sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
          members: Object.entries(SHA256).map(([name, sha256]) => ({ name, bytes: FILE_BYTES, sha256 })),
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
