/** Recordings as something to train on. */
export { openRecordings } from './recordings.js';
