import type { ImageTask } from '../names.js';

/** A file as it was published. */
export interface RemoteFile {
  readonly name: string;
  /** Addresses with the very same content, tried in this order. */
  readonly urls: readonly string[];
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
  /** SHA-256 of what a gzip file holds: packed again, it is as good. */
  readonly contentSha256?: string;
  /** What to take out of an archive, each of so many bytes; the archive is not kept. */
  readonly members?: { readonly names: readonly string[]; readonly bytes: number };
}

/** Where a data set comes from. */
export interface RemoteDataset {
  readonly task: ImageTask;
  readonly files: readonly RemoteFile[];
  /** Whose it is, and what may be done with it. */
  readonly credit: string;
}

const MNIST = ['https://ossci-datasets.s3.amazonaws.com/mnist/', 'https://storage.googleapis.com/cvdf-datasets/mnist/'];
const SVHN = ['http://ufldl.stanford.edu/housenumbers/'];
const CIFAR10 = ['https://www.cs.toronto.edu/~kriz/', 'https://cave.cs.toronto.edu/kriz/'];

function at(folders: readonly string[], file: Omit<RemoteFile, 'urls'>): RemoteFile {
  return { ...file, urls: folders.map((folder) => folder + file.name) };
}

/**
 * Official addresses and mirrors. MNIST's own server closed; both of its mirrors keep the original files. The sums are those that
 * TensorFlow Datasets and torchvision check as well; CIFAR-10's and SVHN's MD5 sums, which are published beside them, belong to the same files.
 */
export const REMOTE_DATASETS: Readonly<Record<ImageTask, RemoteDataset>> = {
  mnist: {
    task: 'mnist',
    credit: 'MNIST: Y. LeCun, C. Cortes and C. Burges',
    files: [
      at(MNIST, {
        name: 'train-images-idx3-ubyte.gz',
        bytes: 9_912_422,
        sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        contentSha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      }),
      at(MNIST, {
        name: 'train-labels-idx1-ubyte.gz',
        bytes: 28_881,
        sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        contentSha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      }),
      at(MNIST, {
        name: 't10k-images-idx3-ubyte.gz',
        bytes: 1_648_877,
        sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        contentSha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      }),
      at(MNIST, {
        name: 't10k-labels-idx1-ubyte.gz',
        bytes: 4_542,
        sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        contentSha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      }),
    ],
  },
  svhn: {
    task: 'svhn',
    credit: 'SVHN: Y. Netzer et al., 2011; for non-commercial use only',
    files: [
      at(SVHN, {
        name: 'train_32x32.mat',
        bytes: 182_040_794,
        sha256: '435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8',
      }),
      at(SVHN, {
        name: 'test_32x32.mat',
        bytes: 64_275_384,
        sha256: 'cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b',
      }),
    ],
  },
  cifar10: {
    task: 'cifar10',
    credit: 'CIFAR-10: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009',
    files: [
      at(CIFAR10, {
        name: 'cifar-10-binary.tar.gz',
        bytes: 170_052_171,
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
        members: {
          names: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`).concat('test_batch.bin'),
          bytes: 30_730_000,
        },
      }),
    ],
  },
};

/** The same files from one other folder, as a lab keeps them: what they must be does not change. */
export function fromMirror(dataset: RemoteDataset, folder: string): RemoteDataset {
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return { ...dataset, files: dataset.files.map((file) => ({ ...file, urls: [base + file.name] })) };
}
