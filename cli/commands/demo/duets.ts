import { join } from 'node:path';
import type { Classifier } from '../../../audio/classify/index.js';
import type { SynthesizedDuets } from '../../../audio/synthetic/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { plural } from '../../ui/words.js';
import { detectedSpecies } from './detected-species.js';

/** A recording in which two species sing, and those that were detected. */
export interface DuetResult {
  readonly species: readonly [string, string];
  readonly detected: readonly string[];
}

/** Classifies recordings in which two birds sing at once. */
export async function classifyDuets(
  classifier: Classifier,
  { dir, duets }: SynthesizedDuets,
  signal: AbortSignal,
): Promise<readonly DuetResult[]> {
  const results: DuetResult[] = [];
  for (const { file, species } of duets) {
    const result = await classifier.classifyFile(join(dir, file), { name: file, signal });
    results.push({ species, detected: detectedSpecies(result) });
  }
  return results;
}

/** Formats the duets as a table, with a summary below. */
export function duetReport(results: readonly DuetResult[]): string {
  const found = results.map(({ species, detected }) => detected.filter((name) => species.includes(name)).length);
  const wrong = results.map(({ detected }, index) => detected.length - found[index]!);
  const mistakes = sum(wrong);
  const rows = results.map(({ species, detected }, index) => [
    nameList(species),
    // Those that sing come first, in the order of the first column.
    nameList([
      ...species.filter((name) => detected.includes(name)),
      ...detected.filter((name) => !species.includes(name)),
    ]),
    `${found[index]} of 2${wrong[index]! > 0 ? `, ${wrong[index]} wrong` : ''}`,
  ]);
  return [
    plainTable([{ title: 'two birds sing' }, { title: 'detected' }, { title: '' }], rows),
    '',
    `  birds       ${sum(found)} of ${2 * results.length} detected   (synthetic birds)`,
    `  mistakes    ${plural(mistakes, 'species', 'species')} detected that ${mistakes === 1 ? 'does' : 'do'} not sing`,
    '',
  ].join('\n');
}

/** Abbreviates the genus, which all species share, so that two names fit into a column. */
function nameList(names: readonly string[]): string {
  return names.length === 0 ? '-' : names.map((name) => name.replace(/^Synthetica_/, 'S. ')).join(', ');
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, value) => total + value, 0);
}
