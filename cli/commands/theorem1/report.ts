import { plainTable } from '../../ui/plain-table.js';
import { formatNumber, plural } from '../../ui/words.js';
import { shownSteps, type Theorem1Curve, type Theorem1Experiment } from '../../../src/paper/theorem-1/index.js';

/** The way to the optimum for people, K by K. */
export function theorem1Report(experiment: Theorem1Experiment, curves: readonly Theorem1Curve[]): string {
  const { inputs, dimensions, classes, output, seed } = experiment;
  return [
    `${plural(inputs, 'random input')} of norm 1 and ${dimensions} dimensions, ${classes} classes, ${output}, seed ${seed}`,
    'Cross-entropy and R are means over inputs, everything else is the greatest of all inputs.',
    ...curves.map((curve) => curveReport(experiment, curve)),
    '',
  ].join('\n');
}

function curveReport({ output }: Theorem1Experiment, curve: Theorem1Curve): string {
  const title =
    output === 'softmax'
      ? `K = ${curve.norm}: R should come to (K − 1)² = ${formatNumber(curve.expectedResidual)}`
      : `K = ${curve.norm}: matches of the wrong classes should vanish`;
  const right = (text: string) => ({ title: text, align: 'right' as const });
  const measures =
    output === 'softmax'
      ? ([
          ['to Eq. 4', 'distance'],
          ['R', 'residual'],
          ['|R − (K − 1)²|', 'residualGap'],
        ] as const)
      : ([['wrong classes', 'wrongFraction']] as const);
  return [
    '',
    title,
    plainTable(
      [right('step'), right('cross-entropy'), ...measures.map(([name]) => right(name))],
      shownSteps(curve).map((step) => [
        String(step.step),
        formatNumber(step.crossEntropy),
        ...measures.map(([, key]) => formatNumber(step[key])),
      ]),
    ),
  ].join('\n');
}
