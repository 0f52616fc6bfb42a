import type { ChartSpec } from '../../../src/figures/index.js';
import type { SpeciesReport } from '../types.js';
import { scoreText } from '../../pages/index.js';
import { themedChart } from './chart-theme.js';

type Curve = SpeciesReport['curve'];

/** Steps of the threshold's axis: more points than the chart has pixels would only make the page larger. */
const STEPS = 300;

/** The axis is stretched towards 1, where thresholds lie: a threshold stands at this power of it. */
const STRETCH = 3;
const TICKS = [0, 0.5, 0.7, 0.8, 0.9, 1];

const MEASURES = { precision: 'detections that are right', recall: 'recordings found' };

/**
 * Precision and recall of a species over thresholds, with its threshold and the one to trust, where there is one.
 * @param lowestThreshold the lines begin there
 */
export function curveChart({ curve, threshold, trust }: SpeciesReport, lowestThreshold = 0): ChartSpec {
  const marks = [
    { ...markAt(threshold, 'threshold'), row: -18, dash: [1, 0] },
    ...(trust === null ? [] : [{ ...markAt(trust.threshold, 'to trust'), row: -3, dash: [2, 2] }]),
  ];
  return {
    ...themedChart('threshold: the score that a detection needs', null, { exponent: STRETCH, ticks: TICKS }),
    layer: [
      {
        data: { values: chartRows(curve, lowestThreshold) },
        mark: { type: 'line', interpolate: 'step-before', strokeWidth: 2, strokeJoin: 'round' },
        encoding: {
          x: { field: 'threshold', type: 'quantitative' },
          y: { field: 'value', type: 'quantitative' },
          color: {
            field: 'measure',
            type: 'nominal',
            scale: { domain: Object.values(MEASURES), range: ['var(--precision)', 'var(--recall)'] },
          },
          strokeDash: {
            field: 'measure',
            type: 'nominal',
            scale: {
              domain: Object.values(MEASURES),
              range: [
                [1, 0],
                [5, 3],
              ],
            },
          },
        },
      },
      ...marks.flatMap(({ at, label, align, row, dash }) => [
        {
          data: { values: [{ at }] },
          mark: { type: 'rule' as const, color: 'currentColor', strokeDash: dash, y: -2, y2: 'height' as const },
          encoding: { x: { field: 'at', type: 'quantitative' as const } },
        },
        {
          data: { values: [{ at, label }] },
          mark: { type: 'text' as const, color: 'currentColor', align, y: row },
          encoding: {
            x: { field: 'at', type: 'quantitative' as const },
            text: { field: 'label', type: 'nominal' as const },
          },
        },
      ]),
    ],
  };
}

/** A line at a threshold. Its label is centred above it where there is room on both sides. */
function markAt(threshold: number, words: string) {
  const at = Math.min(1, threshold);
  const place = at ** STRETCH;
  const align = place < 0.2 ? ('left' as const) : place > 0.8 ? ('right' as const) : ('center' as const);
  return { at, label: `${words} ${scoreText(threshold)}`, align };
}

function chartRows(curve: Curve, lowestThreshold: number): { threshold: number; measure: string; value: number }[] {
  const points = new Map<number, Curve[number]>();
  const counted = curve.filter(({ threshold }) => threshold >= lowestThreshold);
  for (const point of counted) points.set(Math.ceil(point.threshold ** STRETCH * STEPS), point);
  const shown = [...points.values()];
  const [highest, lowest] = [shown[0], shown.at(-1)];
  if (!highest || !lowest) return [];
  return [
    ...(highest.threshold < 1 ? [{ threshold: 1, measure: MEASURES.recall, value: 0 }] : []),
    ...[...shown, { ...lowest, threshold: lowestThreshold }].flatMap(({ threshold, precision, recall }) => [
      { threshold, measure: MEASURES.precision, value: precision },
      { threshold, measure: MEASURES.recall, value: recall },
    ]),
  ];
}
