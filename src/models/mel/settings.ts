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

/** Returns the number of frames in a segment. */
export function frameCount(samples: number, { frameLength, hop }: MelSettings): number {
  return samples < frameLength ? 0 : Math.floor((samples - frameLength) / hop) + 1;
}
