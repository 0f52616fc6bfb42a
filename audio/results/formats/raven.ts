import { basename, resolve } from 'node:path';
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
 * Raven Pro selection table: tab-separated, one selection per detection.
 *
 * Raven opens such a file in two ways ("Raven Pro 1.4 User's Manual", chapters 6 and 7; Raven's support as quoted in
 * maRce10/Rraven issue 3):
 *
 * - As a selection table, on top of sounds that are open. `Begin Time (s)` and `End Time (s)` count from the start of
 *   the first file, and continue from one file to the next of a file sequence, as here.
 * - As a sound selection table, which opens the sounds itself: those of `Begin Path`, absolute, so that the table may
 *   lie anywhere, with the selection at `File Offset (s)`, which restarts with each file.
 *
 * Column by column: `Selection` counts from 1 without gaps; `View` is the first spectrogram; `Channel` counts from 1;
 * times are in seconds, frequencies in Hz, with a point; the band is the model's, up to half of the sampling rate, as
 * Raven shows no more; `Begin File` is the name in `Begin Path`. Raven keeps columns that it does not know, such as
 * `Species`, `Confidence`, `Novelty` and `Model`, as annotations.
 */
export const raven: Format = {
  name: 'raven',
  extension: '.selections.txt',
  combinedName: 'combined.selections.txt',
  header: `${COLUMNS.join('\t')}\n`,
  recording(result, offset, { bandHz, path = resolve(result.file) }) {
    const highHz = Math.min(bandHz.highHz, (result.sampleRateHz ?? Infinity) / 2);
    return result.detections
      .map((detection, index) =>
        [
          offset.detectionsBefore + index + 1,
          'Spectrogram 1',
          detection.channel ?? 1,
          (offset.offsetSeconds + detection.startSeconds).toFixed(3),
          (offset.offsetSeconds + detection.endSeconds).toFixed(3),
          bandHz.lowHz,
          Math.max(bandHz.lowHz, highHz),
          textCell(basename(path)),
          textCell(path),
          detection.startSeconds.toFixed(3),
          textCell(detection.species),
          detection.probability.toFixed(4),
          detection.novelty?.toFixed(3) ?? '',
          textCell(modelText(result.model)),
        ].join('\t'),
      )
      .map((line) => `${line}\n`)
      .join('');
  },
};
