/** Results of recordings: what they hold, output formats, and the folder that keeps them. */
export type { CombinedResults } from './combined-file.js';
export { findRecordings, type FindRecordingsOptions, type Recording } from './find-recordings.js';
export {
  TIMELINE_START,
  timelineOffsetAfter,
  type Format,
  type TimelineOffset,
  type RenderOptions,
} from './formats/format.js';
export { FORMAT_NAMES, loadFormat, type FormatName } from './formats/names.js';
export { readResult } from './journal-lines.js';
export type { OutdatedFile } from './outdated-files.js';
export { isSameTime, readProvenance, type Provenance } from './provenance.js';
export { modelIdentity, modelText } from './model-identity.js';
export { ResultPathError } from './result-files.js';
export {
  settingsHash,
  type AnalysisDescription,
  type ResultSettings,
  type SpeciesThresholds,
} from './result-settings.js';
export { openResultsFolder, type ResultsFolder, type ResultsFolderOptions } from './results-folder.js';
export type { SegmentFile } from './segment-file.js';
export type { AllResults, SummaryWriter } from './summary.js';
export type {
  Band,
  Detection,
  FailedRecording,
  FinishedRecording,
  ModelIdentity,
  Origin,
  RecordingResult,
  SegmentPrediction,
  SpeciesResult,
} from './types.js';
export { warningsOf } from './warnings-of.js';
