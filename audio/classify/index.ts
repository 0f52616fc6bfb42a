/** Trained models that listen: recordings to runs of species, formats, results folders. Loads TensorFlow.js with the first model only. */
export { createClassifier, type Classifier, type ClassifyFileOptions, type ClassifyOptions } from './classifier.js';
export {
  classifyAll,
  settingsHash,
  type ClassifyRunOptions,
  type ClassifyRunSummary,
  type ResultSettings,
  type TextStream,
} from './classify-all.js';
export { findRecordings, type Recording } from './find-recordings.js';
export {
  TIMELINE_START,
  timelineOffsetAfter,
  type Format,
  type TimelineOffset,
  type RenderOptions,
} from './formats/format.js';
export { FORMAT_NAMES, loadFormat, type FormatName } from './formats/names.js';
export { DEFAULT_MIN_PROBABILITY } from './names.js';
export {
  openResultsFolder,
  type ResultsFolder,
  type ResultsFolderOptions,
  type SegmentFile,
} from './results-folder.js';
export type { RecordingResult, Detection, SegmentPrediction, SpeciesProbability } from './types.js';
