import { mean } from '../../../src/eval/scores/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { count, formatNumber, percent } from '../../ui/words.js';
import type { NetworkReconstructions } from '../../../src/paper/index.js';

/** Formats, for each network, its reconstruction of the digits and its accuracy on the test images. */
export function reconstructionReport(title: string, networks: readonly NetworkReconstructions[]): string {
  const right = (name: string) => ({ title: name, align: 'right' as const });
  const notes = [...new Set(networks.flatMap(({ result }) => result.partialData))];
  return [
    title,
    '',
    plainTable(
      [{ title: 'network' }, { title: 'pooling' }, ...['R / ‖x‖²', 'digits right', 'test', 'steps'].map(right)],
      networks.map(({ network, pooling, digits, result }) => [
        network,
        pooling,
        formatNumber(mean(digits.map(({ relativeResidual }) => relativeResidual))),
        `${digits.filter(({ label, prediction }) => label === prediction).length} of ${digits.length}`,
        result.testAccuracy === null ? '-' : percent(result.testAccuracy),
        count(result.steps),
      ]),
    ),
    '',
    '  R / ‖x‖²: mean over the digits of the figure; 0 is a perfect reconstruction, 1 is an empty one.',
    ...notes.map((note) => `  PARTIAL DATA: ${note}`),
    '',
  ].join('\n');
}
