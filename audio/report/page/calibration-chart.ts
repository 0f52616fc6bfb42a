import type { ChartSpec } from '../../../src/figures/index.js';
import type { Calibration } from '../types.js';
import { themedChart } from './chart-theme.js';

/** Fraction of detections that is right over their mean score; larger points stand for more recordings. */
export function calibrationChart(bins: Calibration['bins']): ChartSpec {
  const most = Math.max(1, ...bins.map(({ recordings }) => recordings));
  const values = bins.map(({ recordings, meanProbability, right }) => ({
    probability: meanProbability,
    right,
    size: 30 + 170 * (recordings / most),
  }));
  const at = {
    x: { field: 'probability', type: 'quantitative' as const },
    y: { field: 'right', type: 'quantitative' as const },
  };
  return {
    ...themedChart('mean score of the detection', 'detections that are right'),
    layer: [
      {
        data: { values: [0, 1].map((end) => ({ probability: end, right: end })) },
        mark: { type: 'line', color: 'currentColor', strokeDash: [3, 3], strokeWidth: 1 },
        encoding: at,
      },
      { data: { values }, mark: { type: 'line', color: 'var(--precision)', strokeWidth: 1.5 }, encoding: at },
      {
        data: { values },
        mark: { type: 'point', filled: true, opacity: 1, color: 'var(--precision)' },
        encoding: { ...at, size: { field: 'size', type: 'quantitative', scale: null } },
      },
    ],
  };
}
