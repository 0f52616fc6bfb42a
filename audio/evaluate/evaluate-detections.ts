import { type DetectedRecording, type DetectionScore, scoreDetections } from '../../src/eval/index.js';
import type { ModelFolder } from '../../src/train/index.js';
import { parseDetectionSettings } from '../detections/index.js';
import type { Judgement } from '../report/index.js';

/** Whether a model has rules for detections: its outputs are independent, and it was calibrated. */
export function hasDetectionRules({ manifest }: ModelFolder): boolean {
  return manifest.outputActivation === 'sigmoid' && parseDetectionSettings(manifest.detection) !== undefined;
}

/** Compares a model's detections with the labels of recordings. */
export function detectionScore({ species, thresholds, recordings }: Judgement): DetectionScore {
  const labelOf = (name: string | undefined): number => (name === undefined ? -1 : species.indexOf(name));
  return scoreDetections(
    recordings.map((recording): DetectedRecording => ({
      label: labelOf(recording.species[0]),
      detected: new Set(recording.detections.map((detection) => labelOf(detection.species))),
    })),
    species.map((name, label) => ({ species: name, label, threshold: thresholds[label]! })),
  );
}
