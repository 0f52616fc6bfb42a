/** Data sets of images: the names that configurations and commands take, and the titles that people know them by. */
export const IMAGE_DATASET_TITLES = { mnist: 'MNIST', svhn: 'SVHN', cifar10: 'CIFAR-10' } as const;

/** Name of a data set of images. */
export type ImageDatasetName = keyof typeof IMAGE_DATASET_TITLES;

/** All names, in the order in which they are listed to people. */
export const IMAGE_DATASET_NAMES = Object.keys(IMAGE_DATASET_TITLES) as readonly ImageDatasetName[];

/** Where `lyrebird data fetch` puts images, and where they are looked for, unless told otherwise. */
export const DEFAULT_IMAGE_FOLDER = 'data';
