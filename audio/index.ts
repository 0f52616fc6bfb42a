/**
 * Recordings: reading them, cutting them up, corpora of them, training and classifying with them.
 * @module
 */
export { audioSettingsOf } from './audio-settings.js';
export * from './classify/index.js';
export * from './corpus/index.js';
export * from './decode/index.js';
export * from './evaluate/index.js';
export * from './gan/index.js';
export * from './segments/index.js';
export * from './synthetic/index.js';
export * from './training/index.js';
