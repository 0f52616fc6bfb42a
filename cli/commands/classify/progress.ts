import type { ClassifyProgress } from '../../../audio/classify/index.js';
import { createRecentRate } from '../../ui/recent-rate.js';
import type { StatusLine } from '../../ui/status-line.js';
import { textBar } from '../../ui/text-bar.js';
import { count, duration, plural } from '../../ui/words.js';

/** Shows how far a run has come, and how long it will take. */
export interface ProgressDisplay {
  show(progress: ClassifyProgress): void;
}

export interface ProgressDisplayOptions {
  /** Number of recordings. */
  readonly recordings: number;
  /** Whether `status` is drawn; otherwise, lines are printed from time to time. */
  readonly interactive: boolean;
  readonly status: StatusLine;
  /** Prints a line. */
  readonly note: (line: string) => void;
  /** Seconds since some moment. */
  readonly clock: () => number;
}

/** Speed is known well enough after this time. */
const SECONDS_BEFORE_ESTIMATE = 3;
/** Shorter work needs no estimate. */
const SHORTEST_ESTIMATED_SECONDS = 15;
const SECONDS_BETWEEN_LINES = 30;
const BAR_COLUMNS = 16;

/**
 * Creates a display of progress: an estimate after the first seconds; then a status line, or without a terminal, a line
 * every half minute.
 */
export function createProgressDisplay(options: ProgressDisplayOptions): ProgressDisplay {
  const { recordings, interactive, status, note, clock } = options;
  const rate = createRecentRate();
  const began = clock();
  let lineAt = began;
  let estimated = false;
  return {
    show(progress) {
      const now = clock();
      rate.add(progress.seconds, now);
      const speed = rate.perSecond();
      if (!estimated && now - began >= SECONDS_BEFORE_ESTIMATE) {
        const text = estimateText(recordings, progress, speed);
        estimated = text !== undefined;
        if (text) note(text);
      }
      if (interactive) return status.show(() => statusText(recordings, progress, speed));
      if (now - lineAt < SECONDS_BETWEEN_LINES) return;
      lineAt = now;
      note(lineText(recordings, progress, speed));
    },
  };
}

/** Returns what the whole work is; '' if it is short, undefined if that is not known yet. */
function estimateText(recordings: number, progress: ClassifyProgress, speed = 0): string | undefined {
  const { expectedSeconds } = progress;
  const left = secondsLeft(progress, speed);
  if (expectedSeconds === undefined || left === undefined) return undefined;
  if (left < SHORTEST_ESTIMATED_SECONDS) return '';
  const sound = roughly(expectedSeconds);
  return `${plural(recordings, 'recording')}, about ${sound} of sound to classify: about ${roughly(left)}`;
}

function statusText(recordings: number, progress: ClassifyProgress, speed = 0): string {
  const { file, seconds } = progress;
  const fraction = fractionDone(progress);
  const left = secondsLeft(progress, speed);
  return [
    ...(fraction === undefined ? [] : [`${textBar(fraction, BAR_COLUMNS)} ${wholePercent(fraction).padStart(4)}`]),
    `${count(progress.recordings)}/${count(recordings)} recordings`,
    `${duration(seconds)} of audio`,
    ...(speed > 0 ? [`${count(speed)} times real time`] : []),
    ...(left === undefined ? [] : [`${roughly(left)} left`]),
    file,
  ].join('  ');
}

function lineText(recordings: number, progress: ClassifyProgress, speed = 0): string {
  const { file, seconds, expectedSeconds } = progress;
  const fraction = fractionDone(progress);
  const left = secondsLeft(progress, speed);
  return [
    `${count(progress.recordings)} of ${plural(recordings, 'recording')}`,
    fraction === undefined
      ? `${duration(seconds)} of sound`
      : `${wholePercent(fraction)} of about ${roughly(expectedSeconds!)} of sound`,
    ...(speed > 0 ? [`${count(speed)} times real time`] : []),
    ...(left === undefined ? [] : [`about ${roughly(left)} left`]),
    `at ${file}`,
  ].join(', ');
}

function fractionDone({ seconds, expectedSeconds }: ClassifyProgress): number | undefined {
  return expectedSeconds === undefined || expectedSeconds === 0 ? undefined : seconds / expectedSeconds;
}

/** 100% is for the end. */
function wholePercent(fraction: number): string {
  return `${Math.floor(fraction * 100)}%`;
}

function secondsLeft({ seconds, expectedSeconds }: ClassifyProgress, speed: number): number | undefined {
  return expectedSeconds === undefined || !(speed > 0) ? undefined : (expectedSeconds - seconds) / speed;
}

const MINUTE = 60;
const HOUR = 3600;

/** Formats a duration in one unit or two: `40s`, `4m`, `1h 20m`, `66h`. */
function roughly(seconds: number): string {
  if (seconds < MINUTE) return duration(Math.ceil(seconds));
  if (seconds < HOUR) return `${Math.round(seconds / MINUTE)}m`;
  if (seconds >= 10 * HOUR) return `${count(seconds / HOUR)}h`;
  return duration(Math.round(seconds / MINUTE) * MINUTE);
}
