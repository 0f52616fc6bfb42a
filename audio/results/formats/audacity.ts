import { basename } from 'node:path';
import { textCell } from '../../../src/csv.js';
import type { Format } from './format.js';

/**
 * Audacity label track: tab-separated start, end and label, times in seconds with six decimals and a point, no header
 * (Audacity Manual, "Importing and Exporting Labels", standard format; a line that starts with a backslash would be a
 * range of frequencies, and none does). A label track has no column for the file. If it contains several recordings,
 * times therefore continue from one recording to the next, and labels include the file name from the second recording
 * onwards.
 */
export const audacity: Format = {
  name: 'audacity',
  extension: '.labels.txt',
  combinedName: 'combined.labels.txt',
  header: '',
  recording: (result, offset) =>
    result.detections
      .map((detection) => {
        const start = (offset.offsetSeconds + detection.startSeconds).toFixed(6);
        const end = (offset.offsetSeconds + detection.endSeconds).toFixed(6);
        const from = offset.index > 0 ? ` [${basename(result.file)}]` : '';
        const channel = detection.channel === undefined ? '' : ` channel ${detection.channel}`;
        const species = detection.unknown ? `${detection.species}?` : detection.species;
        const label = textCell(`${species} ${detection.probability.toFixed(2)}${channel}${from}`);
        return `${start}\t${end}\t${label}\n`;
      })
      .join(''),
};
