import { mean, standardDeviation } from '../../../src/eval/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { formatNumber } from '../../ui/words.js';
import { reportedQuantities, type GanResult, type Measures } from '../../../src/gan/index.js';

/** What the columns are measured against: the same of real examples, and of noise. */
function comparisons(measures: Measures): readonly (readonly string[])[] {
  const dashes = (count: number): string[] => Array.from({ length: count }, () => '-');
  if (measures.kind === 'images') {
    const { real, noise } = measures.classifier;
    const row = ({ sure, effectiveClasses, inceptionScore }: typeof real, near: string): string[] => [
      ...[sure, effectiveClasses, inceptionScore].map(formatNumber),
      near,
    ];
    return [
      ['real', ...dashes(3), '1', '0.5', ...row(real, '1'), ''],
      ['noise', ...dashes(5), ...row(noise, '-'), ''],
    ];
  }
  const { spectrumDifferenceDb: difference, spectra } = measures;
  const row = (name: 'real' | 'noise'): string[] =>
    [difference[name], spectra[name].modulationDb, spectra[name].tonalityDb].map(formatNumber);
  return [
    ['real', ...dashes(3), '1', '0.5', ...row('real'), ''],
    ['noise', ...dashes(5), ...row('noise'), ''],
  ];
}

/** Finished runs as a table: a row each, mean and standard deviation, and what real examples and noise come to. */
export function ganTable(results: readonly GanResult[]): string {
  const [first] = results;
  if (!first) return '';
  const values = results.map(({ measures }) => reportedQuantities(measures).map(({ value }) => value));
  const titles = reportedQuantities(first.measures).map(({ title }) => title);
  const summary = (name: string, reduce: (values: readonly number[]) => number): string[] => [
    name,
    ...titles.map((_, column) => formatNumber(reduce(values.map((row) => row[column]!)))),
    '',
  ];
  const rows = [
    ...results.map(({ seed, problems }, row) => [
      `seed ${seed}`,
      ...values[row]!.map(formatNumber),
      problems.length === 0 ? 'yes' : 'NO',
    ]),
    ...(results.length > 1 ? [summary('mean', mean), summary('std', standardDeviation)] : []),
    ...comparisons(first.measures),
  ];
  const columns = ['', ...titles, 'stable'];
  const table = plainTable(
    columns.map((title, i) => ({ title, align: i === 0 ? ('left' as const) : ('right' as const) })),
    rows,
  );
  const problems = results.flatMap(({ seed, problems: found }) => found.map((problem) => `seed ${seed}: ${problem}`));
  return [`${first.task}, ${first.steps} steps`, table, ...notesOf(first.measures), ...problems, ''].join('\n');
}

function notesOf(measures: Measures): string[] {
  const common =
    'diversity: distance of two examples, real ones 1. told apart: by the nearest neighbour, 0.5 if alike.';
  if (measures.kind === 'segments')
    return [common, 'Both on spectrograms. spectrum: from the mean spectrum of real ones.'];
  const accuracy = (100 * measures.classifier.accuracy).toFixed(1);
  return [
    common,
    `sure, classes, score: by a classifier with ${accuracy}% of test images right. to training: distance to the nearest training image, real ones 1.`,
  ];
}
