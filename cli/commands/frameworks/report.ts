import { plainTable } from '../../ui/plain-table.js';
import { formatNumber } from '../../ui/words.js';
import type { FrameworkResult } from '../../../src/paper/frameworks/index.js';

/** What ran, for people: Table 1 with figures, and what they are of. */
export function frameworksReport(results: readonly FrameworkResult[], heading: string): string {
  return [
    heading,
    '',
    plainTable(
      [
        { title: 'framework' },
        { title: 'α' },
        { title: 'f(x)ᵢ' },
        { title: 'constraint' },
        { title: 'off by', align: 'right' },
        { title: 'before', align: 'right' },
        { title: 'after', align: 'right' },
        { title: 'inverse', align: 'right' },
        { title: 'checked against what it should be' },
      ],
      results.map((result) => [
        result.title,
        result.alpha,
        result.output,
        result.constraint,
        result.violation === null ? '-' : formatNumber(result.violation),
        result.before === null ? '-' : share(result.before),
        share(result.after),
        result.closedFormDifference.toExponential(0),
        result.checks.map(({ text }) => text).join('; '),
      ]),
    ),
    '',
    '  before, after: reconstruction error as a share of ‖x‖², at the first step and at the last. inverse: the greatest relative',
    "  difference between Σᵢ αᵢ df(x)ᵢ/dx and the framework's own formula in float64. off by: the greatest violation of the constraint.",
    '',
    ...results.map(
      ({ title, data, steps, error }) =>
        `  ${title}: ${data}; ${steps === 0 ? 'nothing is learned' : `${steps} updates`}; error ${error}`,
    ),
    '',
  ].join('\n');
}

/** Errors over several powers of ten in one column. */
const share = (value: number): string => (value >= 0.001 ? value.toFixed(4) : value.toExponential(1));
