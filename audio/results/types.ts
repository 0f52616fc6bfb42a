import type { RecordingOrigin } from '../origin/index.js';

/**
 * Consecutive segments in which a species is detected, merged. Segments overlap, so the ends of adjacent detections may
 * too; detections of different species overlap where several sing at once.
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
  /**
   * Fraction of the held-out segments of the species that are less strange: above 0.95, it may be no species that the
   * model knows. Absent if the model does not know what is typical.
   */
  readonly novelty?: number;
  /** Whether the novelty is above that limit; absent as above. */
  readonly unknown?: boolean;
  /** Channel of the recording, from 1: left, right. Absent if the mean of its channels was classified. */
  readonly channel?: number;
}

/** What a recording holds of one species. */
export interface SpeciesResult {
  readonly species: string;
  /** Mean over all segments of the recording. */
  readonly probability: number;
  /** Greatest probability of a segment, smoothed over its context. */
  readonly maxProbability: number;
  /** Seconds in detections of the species. */
  readonly seconds: number;
  /** Number of its detections. */
  readonly detections: number;
}

/** A range of frequencies. */
export interface Band {
  readonly lowHz: number;
  readonly highHz: number;
}

/** A model, as results name it. */
export interface ModelIdentity {
  /** Name of the folder of its training run, or of the model. */
  readonly name: string;
  /** SHA-256 of weights, architecture, classes, audio settings, and how detections are made of the scores. */
  readonly fingerprint: string;
}

/** When and where a recording was made, and with what. What is not known is absent. */
export interface Origin extends Omit<RecordingOrigin, 'warnings'> {
  /** Contradictions and damage, without the name of the file; absent if there are none. */
  readonly warnings?: readonly string[];
}

/** Result of one recording: the JSON object in the output. */
export interface RecordingResult {
  /** Path given on the command line, or the path of a file below a folder given there. */
  readonly file: string;
  readonly durationSeconds: number;
  /** Rate of the file; the model may hear another. Absent in results that have none. */
  readonly sampleRateHz?: number;
  /** Absent if it was not asked for. */
  readonly origin?: Origin;
  /**
   * Seconds that lie in no segment with a signal: silent, constant, or without energy in the model's band. They have no
   * prediction and count for nothing.
   */
  readonly secondsWithoutSignal: number;
  /** Where they are: start and end in seconds, in order of time. Absent if there are none. */
  readonly spansWithoutSignal?: readonly (readonly [startSeconds: number, endSeconds: number])[];
  /**
   * Most probable first: by the mean, or by the greatest probability if several species may sing at once. Empty if
   * nothing has a signal. Without background classes (`background`, `noise`).
   */
  readonly species: readonly SpeciesResult[];
  /** In order of time. */
  readonly detections: readonly Detection[];
  /** What is wrong with the sound. */
  readonly warnings: readonly string[];
  /** The model that made the result. */
  readonly model: ModelIdentity;
}

/** A recording and its result. */
export interface FinishedRecording {
  /** Path below the deepest common folder of all recordings, with `/`: unique in a results folder. */
  readonly key: string;
  /** Absolute path. */
  readonly path: string;
  readonly result: RecordingResult;
}

/** A recording without a result: it could not be read, or its result could not be written. */
export interface FailedRecording {
  /** As in a result. */
  readonly file: string;
  /** Absolute path. */
  readonly path: string;
  /** Why, in one line. */
  readonly reason: string;
  /** As in a result. */
  readonly origin?: Origin;
}

/** Prediction for one segment, as `--all-segments` prints it; null where the segment has no signal. */
export interface SegmentPrediction {
  readonly file: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** As in a detection. */
  readonly channel?: number;
  readonly species: string | null;
  readonly probability: number | null;
  readonly probabilities: Readonly<Record<string, number>> | null;
}
