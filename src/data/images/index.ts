/** Image data sets: files, readers, statistics, download sources. */
export {
  changesImages,
  MAX_ELASTIC_SIGMA,
  MAX_SHIFT_PIXELS,
  NO_IMAGE_AUGMENTATION,
  type ImageAugmentation,
} from './augment.js';
export * from './dataset.js';
export type * from './definition.js';
export * from './fetch/index.js';
export * from './find.js';
export * from './folder.js';
export * from './names.js';
export * from './normalise.js';
export * from './readers/index.js';
export * from './registry.js';
