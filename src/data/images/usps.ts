import type { ImageDatasetDefinition } from './definition.js';
import { DIGITS } from './digits.js';
import { filesAt } from './fetch/remote.js';
import { plainOrGzip } from './readers/file-names.js';
import { readZipDigits } from './readers/zip-digits.js';

const SIDE = 16;

/** USPS: greyscale digits from envelopes, 16 x 16 pixels, deslanted and scaled; a text file per split. */
export const usps: ImageDatasetDefinition = {
  classes: DIGITS,
  statistics: { mean: [0.2545], std: [0.3846] },
  published: {
    train: { images: 7_291, files: 'zip.train (or .gz)' },
    test: { images: 2_007, files: 'zip.test (or .gz)' },
  },
  knownFolders: ['usps', 'USPS'],
  findFiles(names, split) {
    const file = plainOrGzip(names, [`zip.${split}`]);
    return file === undefined ? undefined : [file];
  },
  read: ([file], maxImages) => readZipDigits(file!, { side: SIDE, classes: DIGITS.length, maxImages }),
  remote: {
    credit: 'USPS: Y. LeCun and others, AT&T; as published by T. Hastie, R. Tibshirani and J. Friedman',
    files: filesAt(
      ['https://hastie.su.domains/ElemStatLearn/datasets/', 'https://web.stanford.edu/~hastie/ElemStatLearn/datasets/'],
      [
        {
          name: 'zip.train.gz',
          bytes: 1_829_071,
          sha256: '66ebf231ab51f2cf6ac1a892d0f98ccffee1079d7a5db638c1f11f366046ca16',
          content: {
            bytes: 14_512_253,
            sha256: 'abc9f5c75b997cabe66b5d01727d5a681c69298e1641a8d37b55433a52129dc0',
          },
        },
        {
          name: 'zip.test.gz',
          bytes: 439_208,
          sha256: '8dacc3c6e136af6c3488de9e5113a7daf140c8c2f1f0b61c54ee02f03f1a962f',
          content: {
            bytes: 2_029_542,
            sha256: '6bde17b4f1cd68e0630cd2751d6495b5795d9165ab2dc4a0be8b7002b732f4cc',
          },
        },
      ],
    ),
  },
};
