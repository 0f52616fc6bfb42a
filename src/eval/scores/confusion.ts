/** Counts by true class (rows) and predicted class (columns). */
export type ConfusionMatrix = readonly (readonly number[])[];

/** Returns a matrix of zeros. */
export function emptyConfusion(classCount: number): number[][] {
  return Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
}

/** Fraction of the counts on the diagonal; 0 for an empty matrix. */
export function accuracyOf(matrix: ConfusionMatrix): number {
  const correct = matrix.reduce((sum, row, label) => sum + row[label]!, 0);
  return ratio(correct, totalOf(matrix));
}

/** Sum of all counts. */
export function totalOf(matrix: ConfusionMatrix): number {
  return matrix.reduce((sum, row) => sum + rowTotal(row), 0);
}

/** Number of examples of a class, and the fraction of them that was predicted correctly. */
export function recallOf(matrix: ConfusionMatrix, label: number): { readonly count: number; readonly recall: number } {
  const row = matrix[label]!;
  const count = rowTotal(row);
  return { count, recall: ratio(row[label]!, count) };
}

/** Fraction of the predictions of a class that are correct; 0 if there are none. */
export function precisionOf(matrix: ConfusionMatrix, label: number): number {
  const predicted = matrix.reduce((sum, row) => sum + row[label]!, 0);
  return ratio(matrix[label]![label]!, predicted);
}

function rowTotal(row: readonly number[]): number {
  return row.reduce((sum, count) => sum + count, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
