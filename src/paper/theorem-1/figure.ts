import type { ChartSpec, Figure, Row } from '../../figures/index.js';
import type { FreeTemplateStep } from '../../inversion/index.js';
import type { Theorem1Curve, Theorem1Experiment } from './experiment.js';

/** Below this, on a scale of powers of ten, everything is zero. */
const LEAST = 1e-16;

type Measure = Exclude<keyof FreeTemplateStep, 'step'>;

/** What is drawn over steps: of the theorem, and of what a spherical softmax does instead. */
const PANELS: Readonly<Record<Theorem1Experiment['output'], readonly (readonly [Measure, string])[]>> = {
  softmax: [
    ['distance', 'distance to Eq. 4: ‖A − A*‖ / √K'],
    ['residualGap', '|R − (K − 1)²|'],
  ],
  'spherical-softmax': [
    ['wrongFraction', 'wrong classes’ share of Σ (A_c · x)²'],
    ['crossEntropy', 'cross-entropy'],
  ],
};

/** How templates and R come to the optimum, and what R has come to for each K; its numbers are those of all steps. */
export function theorem1Figure(experiment: Theorem1Experiment, curves: readonly Theorem1Curve[]): Figure {
  const { classes, inputs, dimensions, output, seed } = experiment;
  const rows: Row[] = curves.flatMap(({ norm, steps }) => steps.map((step) => ({ K: norm, ...step })));
  const chart: ChartSpec = {
    title: {
      text:
        output === 'softmax'
          ? 'Theorem 1: free templates become the input’s own'
          : 'Free templates behind a spherical softmax',
      subtitle: `${inputs} random inputs of norm 1 and ${dimensions} dimensions, ${classes} classes, Σ ‖A_c‖² ≤ K, seed ${seed}`,
    },
    hconcat: [
      ...PANELS[output].map(([measure, title]) => overSteps(curves, measure, title)),
      ...(output === 'softmax' ? [residuals(curves)] : []),
    ],
  };
  return { chart, rows };
}

const colour = (curves: readonly Theorem1Curve[]) =>
  ({
    field: 'K',
    type: 'nominal',
    sort: curves.map(({ norm }) => String(norm)),
    scale: { scheme: 'viridis' },
    title: 'K',
  }) as const;

const panelTitle = (text: string) => ({ text, fontSize: 12, fontWeight: 'normal' as const });

/** A measure as lines over steps, one a K, on a scale of powers of ten. */
function overSteps(curves: readonly Theorem1Curve[], measure: Measure, title: string) {
  const values = curves.flatMap(({ norm, steps }) =>
    steps.map((step) => ({
      K: String(norm),
      step: step.step,
      value: Math.max(LEAST, Number(step[measure].toPrecision(4))),
    })),
  );
  return {
    title: panelTitle(title),
    width: 230,
    height: 200,
    data: { values },
    mark: { type: 'line' as const, strokeWidth: 1.5 },
    encoding: {
      x: { field: 'step', type: 'quantitative' as const, title: 'gradient step' },
      y: {
        field: 'value',
        type: 'quantitative' as const,
        scale: { type: 'log' as const },
        axis: { format: '.0e', tickCount: 6 },
        title: null,
      },
      color: colour(curves),
    },
  };
}

/** R at the last step beside the parabola (K − 1)². */
function residuals(curves: readonly Theorem1Curve[]) {
  const most = 1.1 * Math.max(2, ...curves.map(({ norm }) => norm));
  const parabola = Array.from({ length: 61 }, (_, i) => {
    const norm = (most * i) / 60;
    return { norm, residual: (norm - 1) ** 2 };
  });
  const ends = curves.map(({ norm, steps }) => ({ norm, K: String(norm), residual: steps.at(-1)!.residual }));
  const encoding = {
    x: { field: 'norm', type: 'quantitative' as const, title: 'K' },
    y: { field: 'residual', type: 'quantitative' as const, title: null },
  };
  return {
    title: panelTitle('R after the last step, and (K − 1)²'),
    width: 230,
    height: 200,
    layer: [
      { data: { values: parabola }, mark: { type: 'line' as const, color: '#999', strokeDash: [4, 3] }, encoding },
      {
        data: { values: ends },
        mark: { type: 'point' as const, filled: true, size: 60 },
        encoding: { ...encoding, color: colour(curves) },
      },
    ],
  };
}
