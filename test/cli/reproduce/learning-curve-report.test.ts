import { describe, expect, it } from 'vitest';
import { learningCurveReport } from '#cli/commands/reproduce/learning-curve-report.js';
import { cellCurves } from '../../helpers/learning-curves.js';

const baseline = cellCurves(1, { 1: 0.2, 2: 0.3, 3: 0.4 });
const worse = cellCurves(0.9, { 1: 0.1, 2: 0.2 });
const better = cellCurves(0.7, { 2: 0.5, 3: 0.6, 4: 0.9 });

describe('accuracies of runs', () => {
  it('are printed with mean, deviation and difference', () => {
    const report = learningCurveReport('title', 100, [baseline, worse, better]);
    expect(report).toMatch(/\n {2}1\/0\.3 +3 +40\.00 ± 10\.00 +30\.00 ± 10\.00 +40\.00 ± 10\.00 +30\.00 ± 10\.00\n/);
    expect(report).toMatch(/\n {2}0\.7\/0\.3 \* +3 .* 20\.00 ± 0\.00\n/);
    expect(report).toMatch(/\n {2}0\.9\/0\.3 +2 .* -10\.00 ± 0\.00\n/);
  });

  it('have no difference without a baseline to compare them with', () => {
    expect(learningCurveReport('title', 100, [worse, better])).toMatch(
      /\n {2}0\.7\/0\.3 \* .*76\.67 ± 20\.82 +66\.67 ± 20\.82\n/,
    );
  });
});
