import { plainTable } from '../../ui/plain-table.js';
import { count, percent } from '../../ui/words.js';
import { confusionTable } from './confusion-table.js';
import type { ImageEvaluateResult } from '../../../src/train/index.js';
import { printable } from '../../../src/printable.js';

/** Formats an evaluation on images: overall accuracy, accuracy by class, confusion matrix. */
export function imageReport(result: ImageEvaluateResult): string {
  const { data, dataset, accuracy, examples, classes, confusion, perClass } = result;
  return [
    `${printable(data)}  (${dataset})`,
    `  accuracy  ${percent(accuracy)} of ${count(examples)} images`,
    '',
    plainTable(
      [
        { title: '#', align: 'right' },
        { title: 'class' },
        { title: 'images', align: 'right' },
        { title: 'right', align: 'right' },
        { title: 'precision', align: 'right' },
      ],
      perClass.map((score, index) => [
        String(index + 1),
        score.class,
        count(score.examples),
        score.examples > 0 ? percent(score.accuracy) : '-',
        percent(score.precision),
      ]),
    ),
    '',
    'Images by label (rows) and prediction (columns):',
    confusionTable(classes, confusion),
    '',
  ].join('\n');
}
