/** Files of images and labels, by their formats. */
export * from './cifar-records.js';
export * from './idx.js';
export type * from './images.js';
export * from './mat5.js';
