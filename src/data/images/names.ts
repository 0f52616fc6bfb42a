/** Data sets of images that there are readers for. */
export const IMAGE_TASKS = ['mnist', 'svhn', 'cifar10'] as const;
export type ImageTask = (typeof IMAGE_TASKS)[number];

/** Where `lyrebird data fetch` puts images, and where they are looked for, unless told otherwise. */
export const DEFAULT_IMAGE_FOLDER = 'data';
