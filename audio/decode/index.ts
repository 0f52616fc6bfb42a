/** Decoding of recordings: WAV directly, other formats through ffmpeg; resampling. */
export { findFfmpeg, HOW_TO_GET_FFMPEG, type FfmpegBinary, type FfmpegOrigin } from './ffmpeg/find.js';
export { openAudio, type OpenDecoderOptions } from './open.js';
export { readParts, type AudioPart, type ReadPart } from './parts.js';
export { readAudio, type WholeAudio } from './read.js';
export { createResampler, type Resampler } from './resample/resampler.js';
export { openSamples, type Samples } from './samples.js';
export type { OpenAudio } from './source.js';
export { SILENT } from './silence.js';
export { CANCELLING } from './wav/cancelling-channels.js';
export type { AudioInfo, AudioSource, AudioWarning, OpenAudioOptions } from './types.js';
export { wavDuration } from './wav/duration.js';
export { readWavChunks, type ChunkContent, type WavChunks } from './wav/contents.js';
