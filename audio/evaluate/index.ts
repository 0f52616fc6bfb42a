/** How a trained model does on recordings whose species are known. */
export { measureRecordings, openSegments, type SegmentPart } from './recordings.js';
