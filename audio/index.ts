/**
 * Recordings: reading them, cutting them up, corpora of them.
 * @module
 */
export { openAudio } from './decode/open.js';
export { readAudio, type WholeAudio } from './decode/read.js';
export type { AudioInfo, AudioSource, AudioWarning, OpenAudioOptions } from './decode/types.js';
export { findFfmpeg, HOW_TO_GET_FFMPEG, type FfmpegBinary, type FfmpegOrigin } from './decode/ffmpeg/find.js';
export { createResampler, type Resampler } from './decode/resample/resampler.js';
export * from './segments/index.js';
export { AUDIO_EXTENSIONS, isAudioName, isBackgroundName, isUnlabelledName } from './corpus/names.js';
export { scanCorpus, type Corpus, type CorpusRecording, type ScanOptions } from './corpus/scan.js';
export { loadCorpus, type LoadOptions, type LoadProgress } from './corpus/load.js';
export { audioDataset, type AudioDataset, type LoadedRecording } from './corpus/dataset.js';
export { encodeWav } from './decode/wav/write.js';
export { synthesizeCorpus, type SynthesisOptions, type SynthesizedCorpus } from './synthetic/corpus.js';
export { SPECIES as SYNTHETIC_SPECIES } from './synthetic/species.js';
