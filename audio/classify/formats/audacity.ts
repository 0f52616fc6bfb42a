import { basename } from 'node:path';
import type { Format } from './format.js';

/**
 * Audacity label track: start, end and label, tab separated. A label track knows no files: with several recordings in one track,
 * times count on from one recording to the next, and each label names its recording.
 */
export const audacity: Format = {
  name: 'audacity',
  extension: '.labels.txt',
  combinedName: 'combined.labels.txt',
  header: '',
  recording: (result, place) =>
    result.detections
      .map((run) => {
        const start = (place.offsetSeconds + run.startSeconds).toFixed(6);
        const end = (place.offsetSeconds + run.endSeconds).toFixed(6);
        const from = place.index > 0 ? ` [${basename(result.file)}]` : '';
        return `${start}\t${end}\t${`${run.species} ${run.probability.toFixed(2)}${from}`.replace(/[\t\r\n]+/g, ' ')}\n`;
      })
      .join(''),
};
