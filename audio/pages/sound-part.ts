/** A part of a recording, mono. */
export interface SoundPart {
  readonly samples: Float32Array;
  /** A whole number. */
  readonly sampleRateHz: number;
  /** Where the part begins in the recording. */
  readonly startSeconds: number;
}
