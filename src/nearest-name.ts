import { distance } from 'fastest-levenshtein';

/**
 * The candidate that was most likely meant by a mistyped name; undefined if none is near: a beginning of it, or one in which at most
 * two letters of five differ.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const begins = wanted.length >= 3 && other.startsWith(wanted);
    const away = begins ? 1 : distance(wanted, other);
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 2.5));
    if (away <= allowed && away < bestDistance) [best, bestDistance] = [candidate, away];
  }
  return best;
}
