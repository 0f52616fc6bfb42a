import { mean, standardDeviation } from '../../../src/eval/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { formatNumber } from '../../ui/words.js';
import type { GanResult, Measures } from '../../../src/gan/index.js';

interface Quantity {
  readonly title: string;
  readonly value: (measures: Measures) => number;
}

const COMMON: readonly Quantity[] = [
  { title: 'R real', value: ({ energy }) => energy.real },
  { title: 'R generated', value: ({ energy }) => energy.generated },
  { title: 'R noise', value: ({ energy }) => energy.noise },
  { title: 'diversity', value: ({ diversity }) => diversity },
  { title: 'told apart', value: ({ twoSample }) => twoSample.accuracy },
];

const OF_IMAGES: readonly Quantity[] = [
  { title: 'sure', value: (measures) => imagesOf(measures).classifier.generated.sure },
  { title: 'classes', value: (measures) => imagesOf(measures).classifier.generated.effectiveClasses },
  { title: 'score', value: (measures) => imagesOf(measures).classifier.generated.inceptionScore },
  { title: 'to training', value: (measures) => imagesOf(measures).nearestTraining },
];

const OF_SEGMENTS: readonly Quantity[] = [
  { title: 'spectrum dB', value: (measures) => segmentsOf(measures).spectrumDifferenceDb.generated },
  { title: 'modulation dB', value: (measures) => segmentsOf(measures).spectra.generated.modulationDb },
  { title: 'tonality dB', value: (measures) => segmentsOf(measures).spectra.generated.tonalityDb },
];

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
  const quantities = [...COMMON, ...(first.measures.kind === 'images' ? OF_IMAGES : OF_SEGMENTS)];
  const summary = (name: string, reduce: (values: readonly number[]) => number): string[] => [
    name,
    ...quantities.map(({ value }) => formatNumber(reduce(results.map(({ measures }) => value(measures))))),
    '',
  ];
  const rows = [
    ...results.map(({ seed, measures, problems }) => [
      `seed ${seed}`,
      ...quantities.map(({ value }) => formatNumber(value(measures))),
      problems.length === 0 ? 'yes' : 'NO',
    ]),
    ...(results.length > 1 ? [summary('mean', mean), summary('std', standardDeviation)] : []),
    ...comparisons(first.measures),
  ];
  const columns = ['', ...quantities.map(({ title }) => title), 'stable'];
  const table = plainTable(
    columns.map((title, i) => ({ title, align: i === 0 ? ('left' as const) : ('right' as const) })),
    rows,
  );
  const problems = results.flatMap(({ seed, problems: found }) => found.map((problem) => `seed ${seed}: ${problem}`));
  return [`${first.task}, ${first.steps} steps`, table, ...notesOf(first.measures), ...problems, ''].join('\n');
}

/** Results as rows of a CSV file. */
export function ganRows(results: readonly GanResult[]): Record<string, string | number | boolean>[] {
  return results.map(({ task, seed, steps, measures, problems }) => ({
    ...{ task, seed, steps },
    ...Object.fromEntries(
      [...COMMON, ...(measures.kind === 'images' ? OF_IMAGES : OF_SEGMENTS)].map(({ title, value }) => [
        title,
        value(measures),
      ]),
    ),
    stable: problems.length === 0,
  }));
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

function imagesOf(measures: Measures): Extract<Measures, { kind: 'images' }> {
  if (measures.kind !== 'images') throw new TypeError('expected measures of images');
  return measures;
}

function segmentsOf(measures: Measures): Extract<Measures, { kind: 'segments' }> {
  if (measures.kind !== 'segments') throw new TypeError('expected measures of segments');
  return measures;
}
