/** Image data sets: names in configurations and commands, and display names. */
export const IMAGE_DATASET_TITLES = { mnist: 'MNIST', svhn: 'SVHN', cifar10: 'CIFAR-10', usps: 'USPS' } as const;

/** Name of an image data set. */
export type ImageDatasetName = keyof typeof IMAGE_DATASET_TITLES;

/** All names, in display order. */
export const IMAGE_DATASET_NAMES = Object.keys(IMAGE_DATASET_TITLES) as readonly ImageDatasetName[];

/** Default folder of images, for `lyrebird data fetch` and for reading. */
export const DEFAULT_IMAGE_FOLDER = 'data';

/**
 * Normalisations of bytes to inputs. `unit-range`: [0, 1]. `standard`: [0, 1], minus the mean of the channel, divided
 * by its standard deviation. `unit-norm`: every image has Euclidean norm 1, except an image of zeros, which is
 * unchanged.
 */
export const NORMALISATIONS = ['unit-range', 'standard', 'unit-norm'] as const;
export type Normalisation = (typeof NORMALISATIONS)[number];
