import { csvText } from '../../../src/csv.js';
import { modelText } from '../model-identity.js';
import type { Format } from './format.js';

const COLUMNS = [
  'file',
  'duration_seconds',
  'recording_species',
  'recording_probability',
  'species',
  'start_seconds',
  'end_seconds',
  'probability',
  'max_probability',
  'segment_count',
  'model',
] as const;

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
    const best = result.species[0];
    const model = modelText(result.model);
    const recording = [result.file, result.durationSeconds, best?.species ?? '', best?.probability ?? ''];
    const rows = result.detections.map((detection) => [
      ...recording,
      detection.species,
      detection.startSeconds,
      detection.endSeconds,
      detection.probability,
      detection.maxProbability,
      detection.segmentCount,
      model,
    ]);
    return csvText(rows.length > 0 ? rows : [[...recording, '', '', '', '', '', '', model]]);
  },
};
