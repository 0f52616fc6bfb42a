import type { ReportTable } from './table.js';
import type { Calibration } from './types.js';

const BINS = 10;

/**
 * Compares the mean probability of detections with the fraction of them that is right, in ten bins; those without
 * detections are left out. Each recording with detections counts as one, spread over them. The error is the mean over
 * the recordings with detections of the difference in their bins (expected calibration error).
 */
export function calibrationOf(table: ReportTable): Calibration {
  const bins = Array.from({ length: BINS }, () => ({ weight: 0, probability: 0, right: 0 }));
  table.recordings.forEach((_, recording) => {
    const detections = table.detections(recording);
    for (const { index, probability } of detections) {
      const weight = 1 / detections.length;
      const bin = bins[Math.min(BINS - 1, Math.floor(BINS * probability))]!;
      bin.weight += weight;
      bin.probability += weight * probability;
      if (table.isPresent(recording, index)) bin.right += weight;
    }
  });
  const total = bins.reduce((sum, { weight }) => sum + weight, 0);
  const difference = bins.reduce((sum, { probability, right }) => sum + Math.abs(probability - right), 0);
  return {
    error: total === 0 ? null : difference / total,
    bins: bins.flatMap(({ weight, probability, right }, index) =>
      weight === 0
        ? []
        : [
            {
              from: index / BINS,
              to: (index + 1) / BINS,
              recordings: weight,
              meanProbability: probability / weight,
              right: right / weight,
            },
          ],
    ),
  };
}
