import { DatasetError } from '../../errors.js';
import type { ImageDatasetDefinition } from './definition.js';
import { DIGITS } from './digits.js';
import { filesAt } from './fetch/remote.js';
import { checkLabels } from './readers/check-labels.js';
import { plainOrGzip } from './readers/file-names.js';
import { readIdx } from './readers/idx.js';
import type { LabelledImages } from './readers/images.js';

const SIDE = 28;

/** MNIST: greyscale handwritten digits, 28 x 28 pixels, in pairs of idx files. */
export const mnist: ImageDatasetDefinition = {
  classes: DIGITS,
  statistics: { mean: [0.1307], std: [0.3081] },
  published: {
    train: { images: 60_000, files: 'train-images-idx3-ubyte and train-labels-idx1-ubyte (or .gz)' },
    test: { images: 10_000, files: 't10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (or .gz)' },
  },
  knownFolders: ['raw', 'MNIST/raw'],
  findFiles(names, split) {
    const prefix = split === 'train' ? 'train' : 't10k';
    const images = plainOrGzip(names, [`${prefix}-images-idx3-ubyte`, `${prefix}-images.idx3-ubyte`]);
    const labels = plainOrGzip(names, [`${prefix}-labels-idx1-ubyte`, `${prefix}-labels.idx1-ubyte`]);
    return images === undefined || labels === undefined ? undefined : [images, labels];
  },
  read: ([images, labels], maxImages) => readPair(images!, labels!, maxImages),
  remote: {
    credit: 'MNIST: Y. LeCun, C. Cortes and C. Burges',
    // The original server is closed. Both mirrors have the original files, which TensorFlow Datasets and torchvision
    // also use.
    files: filesAt(
      ['https://ossci-datasets.s3.amazonaws.com/mnist/', 'https://storage.googleapis.com/cvdf-datasets/mnist/'],
      [
        {
          name: 'train-images-idx3-ubyte.gz',
          bytes: 9_912_422,
          sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
          content: {
            bytes: 47_040_016,
            sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
          },
        },
        {
          name: 'train-labels-idx1-ubyte.gz',
          bytes: 28_881,
          sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
          content: {
            bytes: 60_008,
            sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
          },
        },
        {
          name: 't10k-images-idx3-ubyte.gz',
          bytes: 1_648_877,
          sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
          content: {
            bytes: 7_840_016,
            sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
          },
        },
        {
          name: 't10k-labels-idx1-ubyte.gz',
          bytes: 4_542,
          sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
          content: {
            bytes: 10_008,
            sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
          },
        },
      ],
    ),
  },
};

/**
 * Reads a file of images and the file of their labels.
 * @throws DatasetError if they are not idx files of 28 x 28 images and of digits, or their lengths differ
 */
async function readPair(imageFile: string, labelFile: string, maxItems: number): Promise<LabelledImages> {
  // One after the other: of two damaged files, the same is always named.
  const images = await readIdx(imageFile, { itemShape: [SIDE, SIDE], maxItems });
  const labels = await readIdx(labelFile, { itemShape: [], maxItems });
  const [imageCount] = images.dims;
  if (labels.dims[0] !== imageCount) {
    throw new DatasetError(`${labelFile}: expected ${imageCount} labels, one for each image, got ${labels.dims[0]}`);
  }
  checkLabels(labelFile, labels.data, DIGITS.length);
  return { pixels: images.data, labels: labels.data, shape: [SIDE, SIDE, 1] };
}
