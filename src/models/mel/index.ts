/** The mel front end on plain arrays. Loads no TensorFlow.js. */
export { createMelKernels, type MelKernels } from './kernels.js';
export type { MelSettings } from './settings.js';
