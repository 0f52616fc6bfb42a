/** How a trained model does on recordings whose species are known. */
export {
  evaluateRecordings,
  openEvaluationSegments,
  type EvaluateRecordingsOptions,
  type OpenEvaluationSegmentsOptions,
  type EvaluationSegments,
} from './recordings.js';
