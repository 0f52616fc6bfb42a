import { accuraciesOfRun, type CellCurves, type RunAccuracies } from '#src/paper/figures/learning-curves/curves.js';
import { spread } from '#src/eval/index.js';

/**
 * A cell of figure 2 with two epochs per run; the accuracy was higher by 0.1 in the first.
 * @param lastSegments final segment accuracy by seed
 */
export function cellCurves(alpha: number, lastSegments: Readonly<Record<number, number>>): CellCurves {
  const curves = Object.entries(lastSegments).map(([seed, last]) => ({
    seed: Number(seed),
    epochs: [last + 0.1, last].map((segments, i) => ({ epoch: i + 1, training: 0.9, segments, recordings: segments })),
  }));
  const runs = curves.map((curve) => accuraciesOfRun(curve, 100));
  const spreadOf = (measure: keyof RunAccuracies) => spread(runs.map((run) => run[measure]))!;
  return {
    role: alpha === 1 ? 'baseline' : 'regularised',
    name: `${alpha}/0.3`,
    settings: { 'loss.alpha': alpha, 'loss.beta': 0.3 },
    curves,
    runs,
    spreads: {
      greatestSegments: spreadOf('greatestSegments'),
      lastSegments: spreadOf('lastSegments'),
      greatestRecordings: spreadOf('greatestRecordings'),
      lastRecordings: spreadOf('lastRecordings'),
    },
  };
}
