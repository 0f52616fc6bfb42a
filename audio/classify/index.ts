/**
 * Classification with trained models: detections, output formats, results folders. Only loading a model imports
 * TensorFlow.js.
 */
export { createClassifier, type Classifier, type ClassifyFileOptions, type ClassifyOptions } from './classifier.js';
export { classifyAll, type ClassifyRunOptions, type ClassifyRunSummary, type TextStream } from './classify-all.js';
export type { CombinedFile } from './combined-file.js';
export { findRecordings, type FindRecordingsOptions, type Recording } from './find-recordings.js';
export type { Provenance } from './journal-lines.js';
export { modelIdentity, modelText } from './model-identity.js';
export {
  TIMELINE_START,
  timelineOffsetAfter,
  type Format,
  type TimelineOffset,
  type RenderOptions,
} from './formats/format.js';
export { FORMAT_NAMES, loadFormat, type FormatName } from './formats/names.js';
export { settingsHash, type ResultSettings } from './result-settings.js';
export { openResultsFolder, type ResultsFolder, type ResultsFolderOptions } from './results-folder.js';
export type { Band } from './recording-warnings.js';
export type { SegmentFile } from './segment-file.js';
export type { RecordingResult, Detection, ModelIdentity, SegmentPrediction, SpeciesResult } from './types.js';
