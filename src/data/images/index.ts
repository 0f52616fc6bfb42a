/** Data sets of images: their files, readers, statistics, and where they are to be had. */
export * from './dataset.js';
export type * from './definition.js';
export * from './fetch/index.js';
export * from './find.js';
export * from './folder.js';
export * from './names.js';
export * from './normalise.js';
export * from './readers/index.js';
export * from './registry.js';
