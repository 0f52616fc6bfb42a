/** Readers of image and label files, one per format. */
export * from './cifar-records.js';
export * from './idx.js';
export type * from './images.js';
export * from './mat5.js';
