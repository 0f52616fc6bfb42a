/** From scores of segments to detections: context, calibration, thresholds, merging. */
export { type BestScores, bestScores, calibrateDetections, type CalibrateOptions } from './calibrate.js';
export { calibrated, fitCalibration, NO_CALIBRATION, type Calibration, type Outcomes } from './calibration.js';
export { createDetectionList, type DetectionList, type IndexedDetection } from './detection-list.js';
export { detectionRules, speciesNamed, type DetectionRules, type ModelOutputs, type ThresholdChoice } from './rules.js';
export type { ModelThresholds, OperatingPoint } from './operating-points.js';
export { type DetectionConfig, detectionGroup, type DetectionSettings, parseDetectionSettings } from './settings.js';
export {
  CAUTIOUS_THRESHOLD,
  MIN_EVIDENCE,
  type RecordingScore,
  thresholdFor,
  type ThresholdOptions,
} from './thresholds.js';
export {
  createSpeciesTracker,
  createTopClassTracker,
  type DetectionTracker,
  type SpeciesTrackerOptions,
  type TrackerOptions,
} from './tracker.js';
