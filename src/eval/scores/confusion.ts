/** Counts by true class (rows) and predicted class (columns). */
export type ConfusionMatrix = readonly (readonly number[])[];

/** A matrix of zeros to count into. */
export function emptyConfusion(classCount: number): number[][] {
  return Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
}

/** Share of the counts on the diagonal; 0 of nothing. */
export function accuracyOf(matrix: ConfusionMatrix): number {
  const right = matrix.reduce((sum, row, label) => sum + row[label]!, 0);
  return ratio(right, totalOf(matrix));
}

/** Sum of all counts. */
export function totalOf(matrix: ConfusionMatrix): number {
  return matrix.reduce((sum, row) => sum + rowTotal(row), 0);
}

/** How often a class occurs, and which share of it was found. */
export function recallOf(matrix: ConfusionMatrix, label: number): { readonly count: number; readonly recall: number } {
  const row = matrix[label]!;
  const count = rowTotal(row);
  return { count, recall: ratio(row[label]!, count) };
}

/** Which share of the predictions of a class were right; 0 if there were none. */
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
