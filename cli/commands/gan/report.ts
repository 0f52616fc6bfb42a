import { mean, standardDeviation } from '../../../src/eval/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { formatNumber } from '../../ui/words.js';
import { reportedQuantities, type GanResult, type Measures } from '../../../src/gan/index.js';

/** Reference rows: the same measures for real examples and for noise. */
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

/** Formats finished runs as a table: one row per seed, mean and standard deviation, real examples and noise. */
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
  const problemLines = results.flatMap(({ seed, problems }) => problems.map((problem) => `seed ${seed}: ${problem}`));
  return [`${first.task}, ${first.steps} steps`, table, ...notesOf(first.measures), ...problemLines, ''].join('\n');
}

function notesOf(measures: Measures): string[] {
  const common =
    'diversity: mean distance between two examples; real examples have 1. ' +
    '1-NN accuracy: accuracy of a nearest-neighbour test of real against generated; 0.5 if they are alike.';
  if (measures.kind === 'segments')
    return [common, 'Both are measured on spectrograms. spectrum: distance to the mean spectrum of real segments.'];
  const accuracy = (100 * measures.classifier.accuracy).toFixed(1);
  return [
    common,
    `confident, classes, score: by a classifier with ${accuracy}% accuracy on test images. ` +
      'training distance: distance to the nearest training image; unseen real images have 1.',
  ];
}
