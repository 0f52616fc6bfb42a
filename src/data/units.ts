/** Display names of the examples of a dataset and of their sources. */
export interface Units {
  readonly example: string;
  /** Absent if every example is independent. */
  readonly source?: string;
}

export const SEGMENTS_OF_RECORDINGS: Units = { example: 'segment', source: 'recording' };
export const IMAGES: Units = { example: 'image' };
