import { distance } from 'fastest-levenshtein';

/**
 * Returns the candidate closest to a mistyped name, or undefined if none is close. Close means that the name is a
 * prefix of the candidate (three letters or more), or that the edit distance is at most 2/5 of the longer name (1 for
 * short names).
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const isPrefix = wanted.length >= 3 && other.startsWith(wanted);
    const edits = isPrefix ? 1 : distance(wanted, other);
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 2.5));
    if (edits <= allowed && edits < bestDistance) [best, bestDistance] = [candidate, edits];
  }
  return best;
}
