import { stringify } from 'csv-stringify/sync';
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
] as const;

/** One row a run, with the recording's own columns in front. A recording without runs has one row, its run columns empty. */
export const csv: Format = {
  name: 'csv',
  extension: '.csv',
  combinedName: 'combined.csv',
  header: stringify([COLUMNS]),
  recording(result) {
    const best = result.species[0];
    const recording = [result.file, result.durationSeconds, best?.species ?? '', best?.probability ?? ''];
    const runs = result.detections.map((run) => [
      ...recording,
      run.species,
      run.startSeconds,
      run.endSeconds,
      run.probability,
      run.maxProbability,
      run.segmentCount,
    ]);
    return stringify(runs.length > 0 ? runs : [[...recording, '', '', '', '', '', '']]);
  },
};
