import { describe, expect, it } from 'vitest';
import { gain, learningCurveAnswer } from '#src/paper/figures/learning-curves/answer.js';
import { accuraciesOfRun, bestCell } from '#src/paper/figures/learning-curves/curves.js';
import { learningCurveFigure } from '#src/paper/figures/learning-curves/figure.js';
import { drawChart } from '#src/figures/index.js';
import { cellCurves } from '../helpers/learning-curves.js';

const epochs = [0.2, 0.6, 0.4, 0.5, 0.3].map((segments, i) => ({
  epoch: i + 1,
  training: 0.5 + i / 10,
  segments,
  recordings: segments / 2,
}));

const baseline = cellCurves(1, { 1: 0.2, 2: 0.3, 3: 0.4 });
const worse = cellCurves(0.9, { 1: 0.1, 2: 0.2 });
const better = cellCurves(0.7, { 2: 0.5, 3: 0.6, 4: 0.9 });

describe('accuracies of a run', () => {
  it('are the maximum over its last epochs, and that of the last epoch', () => {
    expect(accuraciesOfRun({ epochs }, 100)).toMatchObject({ greatestSegments: 0.6, lastSegments: 0.3 });
    expect(accuraciesOfRun({ epochs }, 3)).toEqual({
      greatestSegments: 0.5,
      lastSegments: 0.3,
      greatestRecordings: 0.25,
      lastRecordings: 0.15,
    });
  });

  it('are compared with those of the baseline, paired by seed', () => {
    const { mean, std, n } = gain(better, baseline, 'lastSegments')!;
    expect([mean, std, n].map((value) => Number(value!.toFixed(12)))).toEqual([0.2, 0, 2]);
    expect(gain(cellCurves(0.5, { 9: 0.1 }), baseline, 'lastSegments')).toBeNull();
  });

  it('determine the best cell, not counting the baseline', () => {
    expect(bestCell([baseline, worse, better])).toBe(better);
    expect(bestCell([baseline, worse])).toBe(worse);
    expect(bestCell([baseline])).toBeUndefined();
    expect(bestCell([worse])).toBe(worse);
  });
});

describe('runs without a baseline', () => {
  it('have a best cell, and no gain', async () => {
    expect(learningCurveAnswer([worse, better])).toMatchObject([{ name: '0.9/0.3' }, { name: '0.7/0.3' }]);
    expect(JSON.stringify(learningCurveAnswer([worse, better]))).not.toContain('gain');
    const svg = await drawChart(learningCurveFigure('title', 100, [worse, better]).chart);
    expect(svg).toContain('best, α = 0.7, β = 0.3');
    expect(svg).not.toContain('baseline');
  });
});

describe('the figure of learning curves', () => {
  const { chart, rows } = learningCurveFigure('title', 100, [baseline, worse, better]);

  it('has one CSV row per run and epoch', () => {
    expect(rows).toHaveLength(2 * (3 + 2 + 3));
    expect(rows[0]).toEqual({
      alpha: 1,
      beta: 0.3,
      seed: 1,
      epoch: 1,
      training_segment_accuracy: 0.9,
      held_out_segment_accuracy: 0.2 + 0.1,
      held_out_recording_accuracy: 0.2 + 0.1,
    });
  });

  it('draws one point per run, but only the curves of the baseline and the best cell', async () => {
    const svg = await drawChart(chart);
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(2 * 8);
    for (const title of ['baseline, α = 1, β = 0.3', 'best, α = 0.7, β = 0.3']) expect(svg).toContain(title);
    expect(svg).not.toContain('best, α = 0.9');
  });
});
