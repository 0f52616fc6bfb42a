import type { ConfusionMatrix } from '../../../src/eval/index.js';
import { plainTable, type Column } from '../../ui/plain-table.js';

/** Labels by row, predictions by column. Columns carry the row numbers, so that long names do not widen the table. */
export function confusionTable(classes: readonly string[], counts: ConfusionMatrix): string {
  const columns: Column[] = [
    { title: '#', align: 'right' },
    { title: 'class' },
    ...classes.map((_, index): Column => ({ title: String(index + 1), align: 'right' })),
  ];
  const rows = classes.map((name, label) => [
    String(label + 1),
    name,
    ...counts[label]!.map((value) => (value === 0 ? '.' : String(value))),
  ]);
  return plainTable(columns, rows);
}
