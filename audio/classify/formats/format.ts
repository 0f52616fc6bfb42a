import type { RecordingResult } from '../types.js';

export interface RenderOptions {
  /** How many species of the ranking to show; absent: the format's own habit. */
  readonly top?: number;
  /** Half of the model's sampling rate: above it, nothing was heard. */
  readonly highestHz: number;
}

/** Where a recording stands among the recordings of one output, for formats that know only one time line. */
export interface TimelineOffset {
  /** 0 for the first. */
  readonly index: number;
  /** Total duration of the recordings before. */
  readonly offsetSeconds: number;
  /** Runs in the recordings before. */
  readonly detectionsBefore: number;
}

export const TIMELINE_START: TimelineOffset = { index: 0, offsetSeconds: 0, detectionsBefore: 0 };

/** Turns results into text, one recording at a time: `header` once, then `recording` for each, in order. */
export interface Format {
  /** What it is asked for by. */
  readonly name: string;
  /** Ending of the file that holds one recording. */
  readonly extension: string;
  /** Name of the file that holds all. */
  readonly combinedName: string;
  readonly header: string;
  recording(result: RecordingResult, place: TimelineOffset, options: RenderOptions): string;
}

/** The place of the recording after this one. */
export function timelineOffsetAfter(place: TimelineOffset, result: RecordingResult): TimelineOffset {
  return {
    index: place.index + 1,
    offsetSeconds: place.offsetSeconds + result.durationSeconds,
    detectionsBefore: place.detectionsBefore + result.detections.length,
  };
}
