/** What people call the examples of a dataset, and what several of them are cut from. */
export interface Units {
  readonly example: string;
  /** Absent if every example stands for itself. */
  readonly source?: string;
}

export const SEGMENTS_OF_RECORDINGS: Units = { example: 'segment', source: 'recording' };
export const IMAGES: Units = { example: 'image' };
