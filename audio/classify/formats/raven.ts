import { basename } from 'node:path';
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
];

/**
 * Raven Pro selection table: tab separated, one selection a run. With several recordings in one table, times count on from one
 * recording to the next, as Raven has it when the files are opened as one paged sequence; `File Offset (s)` starts anew with each.
 */
export const raven: Format = {
  name: 'raven',
  extension: '.selections.txt',
  combinedName: 'combined.selections.txt',
  header: `${COLUMNS.join('\t')}\n`,
  recording: (result, place, { highestHz }) =>
    result.detections
      .map((run, index) =>
        [
          place.detectionsBefore + index + 1,
          'Spectrogram 1',
          1,
          (place.offsetSeconds + run.startSeconds).toFixed(3),
          (place.offsetSeconds + run.endSeconds).toFixed(3),
          0,
          highestHz,
          oneField(basename(result.file)),
          oneField(result.file),
          run.startSeconds.toFixed(3),
          oneField(run.species),
          run.probability.toFixed(4),
        ].join('\t'),
      )
      .map((line) => `${line}\n`)
      .join(''),
};

/** Tabs and line breaks would end the field. */
function oneField(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}
