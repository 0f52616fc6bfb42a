/** Sound of a mistake, mono. */
export interface MistakeSound {
  /** The part to show, two to four seconds. */
  readonly samples: Float32Array;
  /** A whole number. */
  readonly sampleRateHz: number;
  /** Where the part begins in the recording. */
  readonly startSeconds: number;
}

/** Sounds of the mistakes of a report card. */
export interface ReportMedia {
  /**
   * Reads the sound of a mistake; called at most once for each, worst of each species first, a few at a time.
   * @param species index in `card.species`
   * @param mistake index in the `mistakes` of the species
   * @returns undefined if the recording cannot be read
   */
  sound(species: number, mistake: number): Promise<MistakeSound | undefined>;
}
