/** How a trained model does on recordings whose species are known. */
export {
  evaluateRecordings,
  openSegments,
  type EvaluateRecordingsOptions,
  type OpenSegmentsOptions,
  type SegmentPart,
} from './recordings.js';
