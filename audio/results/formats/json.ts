import type { Format } from './format.js';

/** NDJSON: one JSON object per recording, one per line. */
export const json: Format = {
  name: 'json',
  extension: '.json',
  combinedName: 'combined.ndjson',
  header: '',
  recording: (result, _offset, { top }) =>
    `${JSON.stringify({ ...result, species: top === undefined ? result.species : result.species.slice(0, top) })}\n`,
};
