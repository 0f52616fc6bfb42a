/** Recordings in folders: which files are recordings, and what cannot be read. */
export { readContentSample, type ContentSample } from './content-sample.js';
export { fileIdentity, listRecordings, type LeftOut, type ListedFile, type RecordingList } from './list-recordings.js';
export { AUDIO_EXTENSIONS, isAudioName } from './names.js';
export { specialFileReason } from './special-file.js';
