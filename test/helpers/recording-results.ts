import { TIMELINE_START, timelineOffsetAfter, type Format } from '#audio/results/formats/format.js';
import type { RecordingResult } from '#audio/results/types.js';

const model = { name: 'birds', fingerprint: '0123456789abcdef'.repeat(4) };

/** A recording with two detections and a warning. */
export const WREN: RecordingResult = {
  file: 'day 1/wren, morning.wav',
  durationSeconds: 75.25,
  secondsWithoutSignal: 0,
  species: [
    { species: 'wren', probability: 0.71, maxProbability: 0.95, seconds: 1.5, detections: 1 },
    { species: 'crow', probability: 0.2, maxProbability: 0.6, seconds: 0.5, detections: 1 },
  ],
  detections: [
    { startSeconds: 0, endSeconds: 1.5, species: 'wren', probability: 0.9, maxProbability: 0.95, segmentCount: 21 },
    { startSeconds: 61.5, endSeconds: 62, species: 'crow', probability: 0.6, maxProbability: 0.6, segmentCount: 1 },
  ],
  warnings: ['truncated: the file ends in the middle of the audio'],
  model,
};
/** A recording without detections. */
export const SILENCE: RecordingResult = {
  file: 'silence.flac',
  durationSeconds: 2,
  secondsWithoutSignal: 1.5,
  species: [{ species: 'wren', probability: 0.1, maxProbability: 0.2, seconds: 0, detections: 0 }],
  detections: [],
  warnings: [],
  model,
};
/** A recording with one detection. */
export const CROW: RecordingResult = {
  file: 'crow.mp3',
  durationSeconds: 3,
  secondsWithoutSignal: 0,
  species: [{ species: 'crow', probability: 0.8, maxProbability: 0.8, seconds: 0.5, detections: 1 }],
  detections: [
    { startSeconds: 0.5, endSeconds: 1, species: 'crow', probability: 0.8, maxProbability: 0.8, segmentCount: 1 },
  ],
  warnings: [],
  model,
};

/** Writes the three recordings above in a format. */
export function writeResults(format: Format, top?: number): string {
  const options = { bandHz: { lowHz: 150, highHz: 10_000 }, ...(top === undefined ? {} : { top }) };
  let text = format.header;
  let offset = TIMELINE_START;
  for (const result of [WREN, SILENCE, CROW]) {
    text += format.recording(result, offset, options);
    offset = timelineOffsetAfter(offset, result);
  }
  return text;
}
