import type { SpeciesNames } from '../../taxonomy/index.js';
import type { Band, RecordingResult } from '../types.js';

export interface RenderOptions {
  /** Number of species of the ranking to write; each format has its own default. */
  readonly top?: number;
  /** Frequencies that the model hears. */
  readonly bandHz: Band;
  /** Names the model in a format that is meant to be read; the others always do, if they have a place for it. */
  readonly nameModel?: boolean;
  /** Absolute path of the recording. Default: where `file` in the result leads from the working directory. */
  readonly path?: string;
  /** Names of the species. Default: what their names in the model tell. */
  readonly names?: SpeciesNames;
}

/** Position of a recording in an output of several, for formats with a single time line. */
export interface TimelineOffset {
  /** Index of the recording, from 0. */
  readonly index: number;
  /** Total duration of the preceding recordings. */
  readonly offsetSeconds: number;
  /** Number of detections in the preceding recordings. */
  readonly detectionsBefore: number;
}

export const TIMELINE_START: TimelineOffset = { index: 0, offsetSeconds: 0, detectionsBefore: 0 };

/** An output format. A file consists of `header`, followed by `recording` of each recording, in order. */
export interface Format {
  /** Value of the option that selects the format. */
  readonly name: string;
  /** File extension of the result of one recording. */
  readonly extension: string;
  /** Name of the combined file. */
  readonly combinedName: string;
  readonly header: string;
  recording(result: RecordingResult, offset: TimelineOffset, options: RenderOptions): string;
}

/** Returns the offset of the recording after this one. */
export function timelineOffsetAfter(offset: TimelineOffset, result: RecordingResult): TimelineOffset {
  return {
    index: offset.index + 1,
    offsetSeconds: offset.offsetSeconds + result.durationSeconds,
    detectionsBefore: offset.detectionsBefore + result.detections.length,
  };
}
