import type { Rng } from '../../../src/rng.js';
import { NOISE_NAMES, type NoiseName } from '../names.js';
import { clicks } from './clicks.js';
import { brown, pink, white } from './coloured.js';
import { gusts } from './gusts.js';
import { hum } from './hum.js';
import type { Noise } from './noise.js';
import { rain } from './rain.js';
import { rustle } from './rustle.js';
import { whine } from './whine.js';
import { silence } from './silence.js';

/** Sounds that are not birds, made by formula: one row per name of `NOISE_NAMES`. */
export const NOISES: Readonly<Record<NoiseName, Noise>> = {
  silence,
  white,
  pink,
  brown,
  hum,
  clicks,
  gusts,
  rain,
  rustle,
  whine,
};

/**
 * Draws one of the noises, all equally likely, and writes it.
 * @param rng draws the kind of noise, its settings, then its samples
 * @param sampleRateHz rate of the samples
 * @param out [samples], mono, overwritten: unit RMS, except for silence
 * @returns the name of the noise
 */
export function drawNoise(rng: Rng, sampleRateHz: number, out: Float32Array): NoiseName {
  const name = NOISE_NAMES[rng.integer(NOISE_NAMES.length)]!;
  NOISES[name](rng, sampleRateHz, out);
  return name;
}
