/** Who trains, who is held out, and who keeps a label. */
export * from './label-split.js';
export * from './labelled-recordings.js';
export * from './names.js';
export * from './recording-split.js';
export * from './semi-supervised.js';
export * from './split.js';
export * from './split-recordings.js';
