/** Sounds that are not birds: noises made by formula, and recordings that ship with Lyrebird. */
export { loadClips } from './clips.js';
export type { Clip } from './decode-clips.js';
export { NOISE_NAMES, type NoiseName } from './names.js';
export { drawNoise, NOISES } from './noises/index.js';
export type { Noise } from './noises/noise.js';
