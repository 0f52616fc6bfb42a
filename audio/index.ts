/**
 * Recordings: reading them, cutting them up, corpora of them, training, classifying and evaluating with them.
 * @module
 */

// Reading: any format, at any rate; samples in memory.
export {
  createResampler,
  encodeWav,
  findFfmpeg,
  HOW_TO_GET_FFMPEG,
  openAudio,
  openSamples,
  readAudio,
  type AudioInfo,
  type AudioSource,
  type AudioWarning,
  type FfmpegBinary,
  type FfmpegOrigin,
  type OpenAudioOptions,
  type Resampler,
  type WholeAudio,
} from './decode/index.js';

// Segments: overlapping, normalised, one code for training and classification.
export * from './segments/index.js';

// Corpora: folders of recordings, found, looked at, loaded, split.
export {
  AUDIO_EXTENSIONS,
  audioDataset,
  corpusParts,
  inspectCorpus,
  isAudioName,
  isBackgroundName,
  isUnlabelledName,
  loadCorpus,
  sameSpecies,
  scanCorpus,
  splitCorpus,
  type RecordingTotals,
  type AudioDataset,
  type ClassReport,
  type Corpus,
  type CorpusParts,
  type CorpusRecording,
  type CorpusReport,
  type CorpusSplit,
  type InspectOptions,
  type LoadedRecording,
  type LoadOptions,
  type LoadProgress,
  type ScanOptions,
  type SplitCorpusOptions,
  type SplitWithLabelsOptions,
  type SplitWithoutLabelsOptions,
} from './corpus/index.js';
export { SYNTHETIC_SPECIES, synthesizeCorpus } from './synthetic/index.js';
export type { SynthesisOptions, SynthesizedCorpus } from './synthetic/index.js';

// Training on a corpus: its kind of configuration, its data; the same for a GAN.
export { audioGroup, openRecordings, recordingTasks } from './training/index.js';
export type { AudioConfig, RecordingConfig, RecordingSource } from './training/index.js';
export * from './gan/index.js';

// Trained models that listen: a file or samples, many files, formats, a folder of results.
export {
  classifyAll,
  createClassifier,
  DEFAULT_MIN_PROBABILITY,
  findRecordings,
  TIMELINE_START,
  FORMAT_NAMES,
  loadFormat,
  openResultsFolder,
  timelineOffsetAfter,
  settingsHash,
  type Classifier,
  type ClassifyFileOptions,
  type ClassifyOptions,
  type ClassifyRunOptions,
  type ClassifyRunSummary,
  type Format,
  type FormatName,
  type TimelineOffset,
  type Recording,
  type RecordingResult,
  type RenderOptions,
  type ResultSettings,
  type ResultsFolder,
  type ResultsFolderOptions,
  type Detection,
  type SegmentFile,
  type SegmentPrediction,
  type SpeciesProbability,
  type TextStream,
} from './classify/index.js';

// How good they are on recordings whose species are known.
export { evaluateRecordings, openEvaluationSegments } from './evaluate/index.js';
export type { EvaluateResult } from '../src/train/index.js';
export type { SplitChoice } from '../src/data/index.js';
export type { EvaluateRecordingsOptions, OpenEvaluationSegmentsOptions, EvaluationSegments } from './evaluate/index.js';
export { audioSettingsOf } from './audio-settings.js';
