/**
 * Classification with trained models: detections, output formats, results folders. Only loading a model imports
 * TensorFlow.js.
 */
export { createClassifier, type Classifier, type ClassifyFileOptions, type ClassifyOptions } from './classifier.js';
export {
  classifyAll,
  settingsHash,
  type ClassifyRunOptions,
  type ClassifyRunSummary,
  type ResultSettings,
  type TextStream,
} from './classify-all.js';
export { findRecordings, type FindRecordingsOptions, type Recording } from './find-recordings.js';
export type { Provenance } from './journal.js';
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
