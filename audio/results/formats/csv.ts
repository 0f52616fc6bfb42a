import { csvText } from '../../../src/csv.js';
import { modelText } from '../model-identity.js';
import type { Format } from './format.js';

const COLUMNS = [
  'file',
  'duration_seconds',
  'seconds_without_signal',
  'species',
  'start_seconds',
  'end_seconds',
  'probability',
  'max_probability',
  'segment_count',
  'novelty',
  'unknown',
  'channel',
  'model',
] as const;
/** From `species` to `channel`. */
const DETECTION_COLUMNS = 9;

/**
 * One row per detection, the recording's columns first, the model last. A recording without detections has one row
 * with those columns only.
 */
export const csv: Format = {
  name: 'csv',
  extension: '.csv',
  combinedName: 'combined.csv',
  header: csvText([COLUMNS]),
  recording(result) {
    const model = modelText(result.model);
    const recording = [result.file, result.durationSeconds, result.secondsWithoutSignal];
    const rows = result.detections.map((detection) => [
      ...recording,
      detection.species,
      detection.startSeconds,
      detection.endSeconds,
      detection.probability,
      detection.maxProbability,
      detection.segmentCount,
      detection.novelty ?? '',
      detection.unknown === undefined ? '' : String(detection.unknown),
      detection.channel ?? '',
      model,
    ]);
    return csvText(rows.length > 0 ? rows : [[...recording, ...new Array<string>(DETECTION_COLUMNS).fill(''), model]]);
  },
};
