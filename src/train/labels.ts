import { type PresentClasses, UNLABELLED } from '../data/index.js';

/*
 * Labels of a batch as `LossBatch` takes them: [B] classes, or [B, C] with 1 for present, 0 for absent and negative
 * values for unknown classes. The number of columns tells which.
 */

/**
 * Writes the label of a row.
 * @param labels [B] or [B, C]
 * @param label class, or `UNLABELLED`
 */
export function writeLabel(labels: Int32Array, row: number, label: number, batchSize: number): void {
  const columns = labels.length / batchSize;
  if (columns === 1) labels[row] = label;
  else if (label === UNLABELLED) labels.fill(UNLABELLED, row * columns, (row + 1) * columns);
  else writeClasses(labels, row, { present: [label], unknown: [] }, batchSize);
}

/**
 * Writes the classes of a row, any number of them.
 * @param labels [B, C]
 */
export function writeClasses(
  labels: Int32Array,
  row: number,
  { present, unknown }: PresentClasses,
  batchSize: number,
): void {
  const columns = labels.length / batchSize;
  labels.fill(0, row * columns, (row + 1) * columns);
  for (const label of unknown) labels[row * columns + label] = UNLABELLED;
  for (const label of present) labels[row * columns + label] = 1;
}
