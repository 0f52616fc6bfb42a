import type { Format } from './format.js';

/** One JSON object a recording, one a line (NDJSON). */
export const json: Format = {
  name: 'json',
  extension: '.json',
  combinedName: 'combined.ndjson',
  header: '',
  recording: (result, _place, { top }) =>
    `${JSON.stringify({ ...result, species: top === undefined ? result.species : result.species.slice(0, top) })}\n`,
};
