/** Training on recordings. */
export { audioGroup, type AudioConfig, type RecordingConfig } from './config.js';
export { openRecordings, recordingTasks, type OpenedRecordings, type RecordingSource } from './recordings.js';
