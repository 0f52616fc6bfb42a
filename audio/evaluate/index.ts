/** Evaluation of trained models on recordings of known species. */
export {
  evaluateRecordings,
  openEvaluationSegments,
  type EvaluateRecordingsOptions,
  type OpenEvaluationSegmentsOptions,
  type EvaluationSegments,
} from './recordings.js';
