/**
 * Consecutive segments with the same top species, merged. Segments overlap, so the ends of adjacent detections may
 * too.
 */
export interface Detection {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly species: string;
  /** Mean of the species' probability over the detection's segments. */
  readonly probability: number;
  readonly maxProbability: number;
  /** Number of segments merged. */
  readonly segmentCount: number;
}

export interface SpeciesProbability {
  readonly species: string;
  /** Mean over all segments of the recording. */
  readonly probability: number;
}

/** A model, as results name it. */
export interface ModelIdentity {
  /** Name of the folder of its training run, or of the model. */
  readonly name: string;
  /** SHA-256 of the weights, architecture, classes and audio settings. */
  readonly fingerprint: string;
}

/** Result of one recording: the JSON object in the output. */
export interface RecordingResult {
  /** Path given on the command line, or the path of a file below a folder given there. */
  readonly file: string;
  readonly durationSeconds: number;
  /** Most probable first. Excludes background classes (`background`, `noise`). */
  readonly species: readonly SpeciesProbability[];
  /** In order of time. */
  readonly detections: readonly Detection[];
  readonly warnings: readonly string[];
  /** The model that made the result. */
  readonly model: ModelIdentity;
}

/** Prediction for one segment, as `--all-segments` prints it. */
export interface SegmentPrediction {
  readonly file: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly species: string;
  readonly probability: number;
  readonly probabilities: Readonly<Record<string, number>>;
}
