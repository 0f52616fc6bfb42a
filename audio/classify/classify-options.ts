import { ConfigError } from '../../src/errors.js';
import type { DetectionRules } from '../detections/index.js';
import type { UnknownChoice } from '../novelty/names.js';
import { contextSegmentCount, type SegmentSettings } from '../segments/index.js';
import type { ChannelChoice } from './names.js';
import type { RecordingOutputs } from './partial/partial-outputs.js';

/** How a recording is classified. */
export interface ClassifyOptions {
  /** Name of the recording in the result. Defaults to the path of a file, and to `samples` for samples. */
  readonly name?: string;
  /**
   * A species is detected where its probability is at least this. Default: the model's thresholds, which were made from
   * held-out recordings; 0.5 for a model whose classes exclude each other.
   */
  readonly threshold?: number;
  /** Thresholds of single species, which take precedence. */
  readonly thresholds?: Readonly<Record<string, number>>;
  /**
   * Uses the model's thresholds for this target precision: of the recordings in which a species is detected, the
   * fraction that holds it. One of those that the model was calibrated for. Default: the one it was trained for.
   */
  readonly precision?: number;
  /** Weights means over segments by the segments' loudness. Default: as the model was calibrated, else false. */
  readonly byLoudness?: boolean;
  /**
   * Averages a segment's probabilities with those of all segments that start within this many seconds of it. Default:
   * as the model was calibrated, else 0.
   */
  readonly contextSeconds?: number;
  /**
   * What becomes of detections that are unlike the species that the model knows. Default `report`; the others need a
   * model that was trained with folds.
   */
  readonly unknown?: UnknownChoice;
  /** Aborts classification, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Called for every segment, in order. `probabilities` is reused after the call: copy it to keep it. It is undefined
   * for a segment without a signal.
   */
  readonly onSegment?: (
    startSeconds: number,
    endSeconds: number,
    probabilities: Float64Array | undefined,
    /** As in a detection. */
    channel: number | undefined,
    /** From what is typical of the species; undefined if that is unknown. */
    distance?: number,
  ) => void;
  /**
   * Called after every batch with the seconds classified so far, and those of the whole recording if its header
   * announces them. If it returns a promise, classification waits for it.
   */
  readonly onProgress?: (seconds: number, announcedSeconds?: number) => Promise<void> | void;
}

/** How a recording in a file is classified. */
export interface ClassifyFileOptions extends ClassifyOptions {
  /**
   * Channels to classify. With `each`, the result has the detections of all channels in order of time, a species'
   * probability is its mean over the channels, and `onSegment` gets one channel after another. A recording with one
   * channel has only that. Default `mean`.
   */
  readonly channel?: ChannelChoice;
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
  /** Where the network's outputs are kept for another run, and taken from. Default: nowhere. */
  readonly outputs?: RecordingOutputs;
}

/** Options of one of several passes over a recording: its progress is a part of the whole. */
export function ofPass(
  { onProgress, ...options }: CheckedOptions,
  secondsBefore: number,
  passes: number,
): CheckedOptions {
  if (!onProgress) return options;
  return {
    ...options,
    onProgress: (seconds, announced) => onProgress((secondsBefore + seconds) / passes, announced),
  };
}

/** Checked options, with the model's own values where none were given. */
export interface CheckedOptions extends Pick<ClassifyOptions, 'onSegment' | 'onProgress'> {
  readonly unknown: UnknownChoice;
  /** By class. */
  readonly thresholds: Float64Array;
  readonly byLoudness: boolean;
  /** Number of segments on each side that are averaged with a segment. */
  readonly contextSegments: number;
}

/** @throws ConfigError if an option is out of range, or needs what the model lacks */
export function checkedOptions(
  options: ClassifyOptions,
  settings: SegmentSettings,
  rules: DetectionRules,
  hasNovelty: boolean,
): CheckedOptions {
  const { byLoudness = rules.byLoudness, contextSeconds = rules.contextSeconds, unknown = 'report' } = options;
  if (!(contextSeconds >= 0 && contextSeconds < Infinity)) {
    throw new ConfigError(`contextSeconds must be at least 0, got ${contextSeconds}`);
  }
  if (unknown !== 'report' && !hasNovelty) {
    throw new ConfigError(`unknown ${unknown}: the model does not know what is typical; train it with --folds`);
  }
  const contextSegments = contextSegmentCount(contextSeconds, settings);
  return { ...options, thresholds: rules.thresholds(options), byLoudness, contextSegments, unknown };
}
