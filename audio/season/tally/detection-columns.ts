import type { Detection } from '../../results/index.js';

/** Detections of a species in columns, which take an eighth of the memory of objects. */
export interface DetectionColumns {
  length: number;
  /** Index of the recording. */
  readonly recording: number[];
  readonly startSeconds: number[];
  readonly endSeconds: number[];
  /** As in `Detection`; NaN if unknown. */
  readonly score: number[];
  readonly novelty: number[];
  /** 1: it may be of another species. */
  readonly unknown: number[];
  /** 0: the mean of all channels. */
  readonly channel: number[];
}

/** One row of `DetectionColumns`. */
export interface SeasonDetection {
  readonly recording: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly score: number;
  readonly novelty?: number;
  readonly unknown: boolean;
  readonly channel?: number;
}

/** No detections. */
export function createDetections(): DetectionColumns {
  const columns = { recording: [], startSeconds: [], endSeconds: [], score: [], novelty: [], unknown: [], channel: [] };
  return { length: 0, ...columns };
}

/** Adds a row. */
export function addDetection(columns: DetectionColumns, recording: number, detection: Detection): void {
  columns.length++;
  columns.recording.push(recording);
  columns.startSeconds.push(detection.startSeconds);
  columns.endSeconds.push(detection.endSeconds);
  columns.score.push(detection.probability);
  columns.novelty.push(detection.novelty ?? NaN);
  columns.unknown.push(detection.unknown === true ? 1 : 0);
  columns.channel.push(detection.channel ?? 0);
}

/** Returns a row. */
export function detectionAt(columns: DetectionColumns, index: number): SeasonDetection {
  const novelty = columns.novelty[index]!;
  const channel = columns.channel[index]!;
  return {
    recording: columns.recording[index]!,
    startSeconds: columns.startSeconds[index]!,
    endSeconds: columns.endSeconds[index]!,
    score: columns.score[index]!,
    ...(!Number.isNaN(novelty) && { novelty }),
    unknown: columns.unknown[index] === 1,
    ...(channel > 0 && { channel }),
  };
}
