import { mean } from '../../../src/eval/scores/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { count, formatNumber, percent } from '../../ui/words.js';
import type { NetworkReconstructions } from '../../../src/paper/index.js';

/** For each network, how well it gives the digits back, and how well it knows test images, for people. */
export function reconstructionReport(title: string, networks: readonly NetworkReconstructions[]): string {
  const right = (name: string) => ({ title: name, align: 'right' as const });
  const notes = [...new Set(networks.flatMap(({ result }) => result.partialData))];
  return [
    title,
    '',
    plainTable(
      [{ title: 'network' }, { title: 'pooling' }, ...['R / ‖x‖²', 'digits known', 'test', 'steps'].map(right)],
      networks.map(({ network, pooling, digits, result }) => [
        network,
        pooling,
        formatNumber(mean(digits.map(({ relativeResidual }) => relativeResidual))),
        `${digits.filter(({ label, verdict }) => label === verdict).length} of ${digits.length}`,
        result.testAccuracy === null ? '-' : percent(result.testAccuracy),
        count(result.steps),
      ]),
    ),
    '',
    '  R / ‖x‖²: mean over the digits that are shown; 0 if they come back as they were, 1 if nothing does.',
    ...notes.map((note) => `  PARTIAL DATA: ${note}`),
    '',
  ].join('\n');
}
