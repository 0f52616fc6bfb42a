import { CANCELLING, SILENT } from '../decode/index.js';
import type { Band } from '../results/index.js';

/** What a recording offers a model. */
export interface RecordingQuality {
  /** Warnings of the decoder, without the file name. */
  readonly warnings: readonly string[];
  readonly durationSeconds: number;
  readonly secondsWithoutSignal: number;
  /** Rate of the file, before resampling. */
  readonly fileRateHz: number;
  /** Frequencies that the model hears. */
  readonly bandHz: Band;
}

/** A recording that lacks less of the top of the model's band is as good as complete. */
const TOLERATED_FRACTION = 0.1;

/** Returns what else makes a result doubtful, in one line each. */
export function recordingWarnings({
  warnings: known,
  durationSeconds,
  secondsWithoutSignal,
  fileRateHz,
  bandHz,
}: RecordingQuality): readonly string[] {
  const warnings: string[] = [];
  const { lowHz, highHz } = bandHz;
  const isExplained = known.some((warning) => warning === SILENT || warning.includes(CANCELLING));
  if (secondsWithoutSignal >= durationSeconds && !isExplained) {
    warnings.push(`no signal from ${lowHz} to ${highHz} Hz, where the model listens: was the microphone connected?`);
  }
  const highestHz = fileRateHz / 2;
  if (highestHz < (1 - TOLERATED_FRACTION) * highHz) {
    warnings.push(
      `sampled at ${fileRateHz} Hz, so it holds nothing above ${highestHz} Hz, and the model listens up to ` +
        `${highHz} Hz: its results are unreliable`,
    );
  }
  return warnings;
}
