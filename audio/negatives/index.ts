/** Sounds that are not birds, made by formula. */
export { NOISE_NAMES, type NoiseName } from './names.js';
export { drawNoise, NOISES } from './noises/index.js';
export type { Noise } from './noises/noise.js';
