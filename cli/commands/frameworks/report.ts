import { plainTable } from '../../ui/plain-table.js';
import { formatNumber } from '../../ui/words.js';
import type { FrameworkResult } from '../../../src/paper/frameworks/index.js';

/** Formats the results as Table 1 with measured values, followed by the data of each framework. */
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
        { title: 'violation', align: 'right' },
        { title: 'before', align: 'right' },
        { title: 'after', align: 'right' },
        { title: 'inverse', align: 'right' },
        { title: 'check against a direct solution' },
      ],
      results.map((result) => [
        result.title,
        result.alpha,
        result.output,
        result.constraint,
        result.violation === null ? '-' : formatNumber(result.violation),
        result.before === null ? '-' : errorText(result.before),
        errorText(result.after),
        result.closedFormDifference.toExponential(0),
        result.checks.map(({ text }) => text).join('; '),
      ]),
    ),
    '',
    '  violation: largest violation of the constraint. before, after: reconstruction error as a fraction of ‖x‖²,',
    '  at the first and the last step. inverse: largest relative difference between Σᵢ αᵢ df(x)ᵢ/dx and the',
    "  framework's own formula in float64.",
    '',
    ...results.map(
      ({ title, data, steps, error }) =>
        `  ${title}: ${data}; ${steps === 0 ? 'no training' : `${steps} updates`}; error ${error}`,
    ),
    '',
  ].join('\n');
}

/** Formats reconstruction errors that span several powers of ten in one column. */
const errorText = (value: number): string => (value >= 0.001 ? value.toFixed(4) : value.toExponential(1));
