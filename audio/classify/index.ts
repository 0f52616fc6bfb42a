/** Trained models that listen: recordings to detections, formats, results folders, evaluation. */
export { createClassifier, type Classifier, type ClassifyOptions } from './classifier.js';
export { classifyAll, settingsHash, type ClassifyRunOptions, type ClassifyRunSummary } from './classify-all.js';
export { findRecordings, type Recording } from './find-recordings.js';
export type { Format, RenderOptions } from './formats/format.js';
export { formats } from './formats/index.js';
export type { FormatName } from './formats/names.js';
export { recordingInput } from './recording-input.js';
export { openResultsFolder, type ResultsFolder, type ResultsFolderOptions } from './results-folder.js';
export type { RecordingResult, Run, SegmentVerdict, SpeciesProbability } from './types.js';
