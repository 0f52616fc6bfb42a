/** Recordings as something to imitate. */
export { recordingGans, type RecordingGanConfig } from './recording-gans.js';
