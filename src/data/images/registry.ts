import { cifar10 } from './cifar10.js';
import type { ImageDatasetDefinition } from './definition.js';
import { mnist } from './mnist.js';
import type { ImageDatasetName } from './names.js';
import { svhn } from './svhn.js';

/**
 * Every data set of images, by its name. A new one is a file beside this one, a row here, and a row in `names.ts`, which loads
 * nothing; the compiler demands both rows.
 */
export const IMAGE_DATASETS: Readonly<Record<ImageDatasetName, ImageDatasetDefinition>> = { mnist, svhn, cifar10 };
