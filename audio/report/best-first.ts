import type { Grade, SpeciesReport } from './types.js';

const GRADES: readonly Grade[] = ['reliable', 'check', 'unknown', 'unusable'];

/** Sorts species by grade; of one grade, by F1 at the threshold, then by average precision, then as they were. */
export function bestFirst(species: readonly SpeciesReport[]): readonly SpeciesReport[] {
  return [...species].sort(
    (a, b) =>
      GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade) ||
      f1Of(b) - f1Of(a) ||
      (b.averagePrecision?.value ?? 0) - (a.averagePrecision?.value ?? 0),
  );
}

/** Harmonic mean of precision and recall; 0 without recordings and detections. */
function f1Of({ atThreshold: { right, wrong, missed } }: SpeciesReport): number {
  return right === 0 ? 0 : (2 * right) / (2 * right + wrong + missed);
}
