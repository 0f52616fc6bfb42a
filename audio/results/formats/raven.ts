import { basename } from 'node:path';
import { textCell } from '../../../src/csv.js';
import { modelText } from '../model-identity.js';
import type { Format } from './format.js';

const COLUMNS = [
  'Selection',
  'View',
  'Channel',
  'Begin Time (s)',
  'End Time (s)',
  'Low Freq (Hz)',
  'High Freq (Hz)',
  'Begin File',
  'Begin Path',
  'File Offset (s)',
  'Species',
  'Confidence',
  'Novelty',
  'Model',
];

/**
 * Raven Pro selection table: tab-separated, one selection per detection. If a table contains several recordings,
 * times continue from one recording to the next, as in Raven when files are opened as a file sequence. `File Offset
 * (s)` restarts with each recording. Raven keeps columns that it does not know, such as `Novelty` and `Model`.
 */
export const raven: Format = {
  name: 'raven',
  extension: '.selections.txt',
  combinedName: 'combined.selections.txt',
  header: `${COLUMNS.join('\t')}\n`,
  recording: (result, offset, { bandHz }) =>
    result.detections
      .map((detection, index) =>
        [
          offset.detectionsBefore + index + 1,
          'Spectrogram 1',
          detection.channel ?? 1,
          (offset.offsetSeconds + detection.startSeconds).toFixed(3),
          (offset.offsetSeconds + detection.endSeconds).toFixed(3),
          bandHz.lowHz,
          bandHz.highHz,
          textCell(basename(result.file)),
          textCell(result.file),
          detection.startSeconds.toFixed(3),
          textCell(detection.species),
          detection.probability.toFixed(4),
          detection.novelty?.toFixed(3) ?? '',
          textCell(modelText(result.model)),
        ].join('\t'),
      )
      .map((line) => `${line}\n`)
      .join(''),
};
