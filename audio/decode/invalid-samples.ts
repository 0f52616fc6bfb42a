import { kernels } from '../kernels/index.js';

/**
 * Largest valid magnitude. Full scale is 1, but some programs store integers of up to 32 bits as floats without scaling
 * them. Larger values are damage, and resampling or squaring them could overflow.
 */
const LARGEST_SAMPLE = 2 ** 31;

/**
 * Sets samples that are not a number, infinite or absurdly large to 0: a single one would spoil every segment that
 * contains it.
 * @param mono modified
 * @returns the number of samples changed
 */
export function silenceInvalid(mono: Float32Array): number {
  return kernels().silenceInvalid(mono, LARGEST_SAMPLE);
}

/** Returns the warning, without the file name, for the count from `silenceInvalid`. */
export function invalidSamplesWarning(count: number): string {
  const samples = count === 1 ? '1 sample is' : `${count} samples are`;
  return `${samples} infinite, absurdly large or not a number; replaced by silence`;
}
