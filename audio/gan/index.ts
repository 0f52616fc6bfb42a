/** GANs that generate segments of recordings. */
export { recordingGans, type RecordingGanConfig } from './recording-gans.js';
