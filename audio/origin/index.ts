/** When, where and with what a recording was made: file names, chunks of WAV files, FLAC's comments, metadata.csv. */
import type { RecordingClock } from './recording-clock.js';
import type { OpenRecording, RecordedAtOptions, RecordingOrigin, RecordingStart } from './types.js';

export type { OriginSource } from './names.js';
export type { LocalHour, Moment, RecordingClock } from './recording-clock.js';
export { checkTimezone, isTimezone } from './timezone-name.js';
export type {
  BatteryVoltage,
  Coordinates,
  OpenRecording,
  RecordedAtOptions,
  RecordingOrigin,
  RecordingStart,
  Sourced,
} from './types.js';

/**
 * Finds out when and where a recording was made, and with what, from its name, what its recorder wrote into it, and its
 * row of metadata.csv. Every value names its source; `choose-start.ts` and `choose-site.ts` say which source wins.
 * Reads a bounded number of bytes. Damage and contradictions are warnings, and so is a file that cannot be read.
 * @param recording a path, or an open file
 * @throws ConfigError if the time zone is unknown
 */
export async function recordedAt(
  recording: string | OpenRecording,
  options: RecordedAtOptions = {},
): Promise<RecordingOrigin> {
  // Imported here: the time zone library takes 10 ms to load, and programs that ask no dates do without.
  const { readOrigin } = await import('./read-origin.js');
  return readOrigin(recording, options);
}

/** Creates what tells the time within a recording, from its start. */
export async function recordingClock(start: RecordingStart): Promise<RecordingClock> {
  const { createRecordingClock } = await import('./recording-clock.js');
  return createRecordingClock(start);
}
