/**
 * Everything about recordings: decoding, segments, corpora, training, classification and evaluation.
 * @module
 */

// Decoding: recordings of any format and sampling rate, and samples in memory.
export {
  createResampler,
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
  type OpenAudio,
  type Samples,
} from './decode/index.js';
export * from './decode/wav/index.js';

// Overlapping, normalised segments; training and classification share this code.
export * from './segments/index.js';

// Recordings in folders.
export {
  AUDIO_EXTENSIONS,
  isAudioName,
  listRecordings,
  type LeftOut,
  type ListedFile,
  type RecordingList,
} from './files/index.js';

// When, where and with what a recording was made.
export { checkTimezone, recordedAt, recordingClock } from './origin/index.js';
export type {
  BatteryVoltage,
  Coordinates,
  LocalHour,
  Moment,
  OpenRecording,
  OriginSource,
  RecordedAtOptions,
  RecordingClock,
  RecordingOrigin,
  RecordingStart,
  Sourced,
} from './origin/index.js';

// metadata.csv, and names of species.
export { readFolderMetadata, type FolderMetadata } from './metadata/index.js';
export {
  namesInMetadata,
  namesInModel,
  readTaxonomy,
  speciesNames,
  type ModelNames,
  type SpeciesName,
  type SpeciesNames,
} from './taxonomy/index.js';

// Corpora: scanning, inspecting, loading and splitting folders of recordings.
export {
  audioDataset,
  checkSplits,
  corpusParts,
  inspectCorpus,
  isBackgroundName,
  isUnlabelledName,
  cacheContents,
  clearCache,
  loadCorpus,
  readCachedAudio,
  userDecodedCache,
  type CacheContents,
  type DecodedCache,
  sameSpecies,
  scanCorpus,
  splitCorpus,
  type RecordingTotals,
  type AudioDataset,
  type ClassReport,
  type Corpus,
  type CorpusOrigin,
  type CorpusParts,
  type CorpusRecording,
  type CorpusReport,
  type CorpusSplit,
  type CorpusWarning,
  type InspectOptions,
  type LoadedRecording,
  type LoadOptions,
  type LoadProgress,
  type ScanOptions,
  type SiteReport,
  type SplitCorpusOptions,
  type SplitWithLabelsOptions,
  type SplitWithoutLabelsOptions,
  type DatasetContent,
  type Mixing,
  type MixingOptions,
  type MetadataRow,
  type RecordingContent,
  type SplitSource,
} from './corpus/index.js';
export { SYNTHETIC_SPECIES, synthesizeCorpus, synthesizeDuets } from './synthetic/index.js';
export type { Individual, Species, Syllable, SynthesisOptions, SynthesizedCorpus } from './synthetic/index.js';
export type { BackgroundKind, SynthesisProgress, Duet, DuetOptions, SynthesizedDuets } from './synthetic/index.js';

// Training on a corpus: configuration and data, for classifiers and for GANs.
export { audioGroup, openRecordings, recordingTasks } from './training/index.js';
export type { AudioConfig, OpenedRecordings, RecordingConfig, RecordingSource } from './training/index.js';
export * from './gan/index.js';

// Classification with a trained model: one recording or many.
export { classifyAll, createClassifier } from './classify/index.js';
export type {
  Classifier,
  ClassifyFileOptions,
  ClassifyOptions,
  ClassifyProgress,
  ClassifyRunOptions,
  ClassifyRunSummary,
  RecordingClassifier,
  TextStream,
} from './classify/index.js';

// Outputs of a network that outlive a killed run; recordings that other machines classify.
export * from './classify/partial/index.js';
export * from './classify/queue/index.js';

// Results of recordings: output formats, results folders.
export {
  findRecordings,
  FORMAT_NAMES,
  loadFormat,
  modelText,
  openResultsFolder,
  settingsHash,
  TIMELINE_START,
  timelineOffsetAfter,
} from './results/index.js';
export type {
  AllResults,
  AnalysisDescription,
  Band,
  CombinedResults,
  Detection,
  FailedRecording,
  FindRecordingsOptions,
  FinishedRecording,
  Format,
  FormatName,
  ModelIdentity,
  Origin,
  OutdatedFile,
  Provenance,
  Recording,
  RecordingResult,
  RenderOptions,
  ResultSettings,
  ResultsFolder,
  ResultsFolderOptions,
  SegmentFile,
  SegmentPrediction,
  SpeciesResult,
  SpeciesThresholds,
  SummaryWriter,
  TimelineOffset,
} from './results/index.js';

// From scores to detections: thresholds, calibration.
export { calibrateDetections, detectionRules } from './detections/index.js';
export type {
  CalibrateOptions,
  Calibration,
  DetectionConfig,
  DetectionRules,
  DetectionSettings,
  DetectionTracker,
  IndexedDetection,
  ModelOutputs,
  ModelThresholds,
  OperatingPoint,
  ThresholdChoice,
  TrackerOptions,
} from './detections/index.js';

// Sounds that are no birds.
export { drawNoise, loadClips, NOISE_NAMES, type Clip, type NoiseName } from './negatives/index.js';

// Novelty: what is typical of a model's species, and how strange a detection is.
export { noveltyScale, UNKNOWN_CHOICES } from './novelty/index.js';
export type { DistanceReference, NoveltyFilter, NoveltyScale, UnknownChoice } from './novelty/index.js';

// Report cards: what a model says of recordings of known species, what follows from it, and its page.
export { judgeRecordings, measureReport, writeReport } from './report/index.js';
export type {
  Calibration as ReportCalibration,
  Estimate,
  Grade,
  JudgedRecording,
  Judgement,
  JudgeOptions,
  Mistake,
  OverallMeasures,
  RecordingCounts,
  ReportCard,
  ReportContent,
  ReportInput,
  ReportModel,
  ReportSource,
  SegmentMeasures,
  SpeciesReport,
} from './report/index.js';

// Evaluation on recordings of known species.
export { evaluateRecordings, openEvaluationSegments } from './evaluate/index.js';
export type { EvaluateResult, RecordingMatch, TrainingOverlap } from '../src/train/index.js';
export type {
  ClassScore,
  ConfusionMatrix,
  ContextScore,
  DetectionRates,
  Ranking,
  DetectionScore,
  SpeciesDetectionScore,
} from '../src/eval/index.js';
export type { RecordingChoice, SplitChoice, SplitName } from '../src/data/index.js';
export type { EvaluateRecordingsOptions, OpenEvaluationSegmentsOptions, EvaluationSegments } from './evaluate/index.js';
export { audioSettingsOf } from './audio-settings.js';
