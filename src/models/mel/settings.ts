/** Frame and frequency settings. */
export interface MelSettings {
  readonly sampleRateHz: number;
  /** Samples per frame, a multiple of `hop`. */
  readonly frameLength: number;
  /** Samples between frames. */
  readonly hop: number;
  readonly bands: number;
  readonly lowHz: number;
  readonly highHz: number;
}

/** Added to energies of mean 1 before the logarithm: energies 20 dB or more below the mean are close to silence. */
export const FLOOR = 0.01;
/** Added to a segment's mean energy and to the variance of its logarithms; avoids division by zero for silence. */
export const EPSILON = 1e-12;

/** Returns the number of frames in a segment. */
export function frameCount(samples: number, { frameLength, hop }: MelSettings): number {
  return samples < frameLength ? 0 : Math.floor((samples - frameLength) / hop) + 1;
}
