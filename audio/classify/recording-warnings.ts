/** What a recording offers a model. */
export interface RecordingQuality {
  readonly durationSeconds: number;
  readonly secondsWithoutSignal: number;
  /** Rate of the file, before resampling. */
  readonly fileRateHz: number;
  /** Frequencies that the model hears. */
  readonly bandHz: Band;
}

/** A range of frequencies. */
export interface Band {
  readonly lowHz: number;
  readonly highHz: number;
}

/** A recording that lacks less of the top of the model's band is as good as complete. */
const TOLERATED_FRACTION = 0.1;

/** Returns what makes a result doubtful, in one line each. */
export function recordingWarnings({
  durationSeconds,
  secondsWithoutSignal,
  fileRateHz,
  bandHz,
}: RecordingQuality): readonly string[] {
  const warnings: string[] = [];
  if (secondsWithoutSignal >= durationSeconds) {
    warnings.push('no signal in the whole recording: was the microphone connected and switched on?');
  }
  const highestHz = fileRateHz / 2;
  if (highestHz < (1 - TOLERATED_FRACTION) * bandHz.highHz) {
    warnings.push(
      `sampled at ${fileRateHz} Hz, so it holds nothing above ${highestHz} Hz, and the model listens up to ` +
        `${bandHz.highHz} Hz: its results are unreliable`,
    );
  }
  return warnings;
}
