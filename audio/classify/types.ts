/** Consecutive segments with the same species on top, merged. Segments overlap, and so may the ends of neighbouring runs. */
export interface Detection {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly species: string;
  /** Mean of the species' probability over the run's segments. */
  readonly probability: number;
  readonly maxProbability: number;
  /** How many segments were merged. */
  readonly segmentCount: number;
}

export interface SpeciesProbability {
  readonly species: string;
  /** Mean over all segments of the recording. */
  readonly probability: number;
}

/** What is known of one recording in the end: the JSON object that users get. */
export interface RecordingResult {
  /** As it was named on the command line, or found below a folder named there. */
  readonly file: string;
  readonly durationSeconds: number;
  /** Most probable first. Classes that stand for no bird (`background`, `noise`) are left out. */
  readonly species: readonly SpeciesProbability[];
  /** In order of time. */
  readonly detections: readonly Detection[];
  readonly warnings: readonly string[];
}

/** One segment's verdict, as `--all-segments` prints it. */
export interface SegmentPrediction {
  readonly file: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly species: string;
  readonly probability: number;
  readonly probabilities: Readonly<Record<string, number>>;
}
