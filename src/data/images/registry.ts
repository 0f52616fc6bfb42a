import { cifar10 } from './cifar10.js';
import type { ImageDatasetDefinition } from './definition.js';
import { mnist } from './mnist.js';
import type { ImageDatasetName } from './names.js';
import { svhn } from './svhn.js';
import { usps } from './usps.js';

/**
 * All image data sets by name. To add one, create a file next to this one and add an entry here and in `names.ts`,
 * which imports nothing. The compiler requires both entries.
 */
export const IMAGE_DATASETS: Readonly<Record<ImageDatasetName, ImageDatasetDefinition>> = {
  mnist,
  svhn,
  cifar10,
  usps,
};
