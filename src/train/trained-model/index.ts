/** A trained model in use: on an engine, on the images that it was trained with. */
export * from './images.js';
export type * from './types.js';
export * from './with-model.js';
