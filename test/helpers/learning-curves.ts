import { accuraciesOfRun, type CellCurves, type RunAccuracies } from '#src/paper/figures/learning-curves/curves.js';
import { spread } from '#src/sweep/index.js';

/**
 * A cell of figure 2 whose runs end at some accuracies, and were better by a tenth before.
 * @param lastSegments by seed
 */
export function cellCurves(alpha: number, lastSegments: Readonly<Record<number, number>>): CellCurves {
  const curves = Object.entries(lastSegments).map(([seed, last]) => ({
    seed: Number(seed),
    epochs: [last + 0.1, last].map((segments, i) => ({ epoch: i + 1, training: 0.9, segments, recordings: segments })),
  }));
  const runs = curves.map((curve) => accuraciesOfRun(curve, 100));
  const over = (measure: keyof RunAccuracies) => spread(runs.map((run) => run[measure]))!;
  return {
    role: alpha === 1 ? 'baseline' : 'regularised',
    name: `${alpha}/0.3`,
    settings: { 'loss.alpha': alpha, 'loss.beta': 0.3 },
    curves,
    runs,
    spreads: {
      greatestSegments: over('greatestSegments'),
      lastSegments: over('lastSegments'),
      greatestRecordings: over('greatestRecordings'),
      lastRecordings: over('lastRecordings'),
    },
  };
}
