import { count, plural } from '../../src/format-number.js';

/** Joins texts: `a`, `a and b`, `a, b and c`. */
export function joined(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)!}`;
}

/** Lists names; of many, the first few and the number of the others. */
export function listed(names: readonly string[], most = 5): string {
  const others = names.length - most;
  return others < 2 ? joined(names) : joined([...names.slice(0, most), `${count(others)} others`]);
}

/** Formats a part of recordings: `3 of 8 recordings`, `none of 8 recordings`. */
export function partOfRecordings(part: number, whole: number): string {
  return `${countOrNone(part)} of ${plural(whole, 'recording')}`;
}

/** Formats a count; 0 as `none`. */
export function countOrNone(value: number): string {
  return value === 0 ? 'none' : count(value);
}

/** Formats a threshold to two digits after the point; to more where it would look like 0, 1 or another threshold. */
export function rounded(threshold: number, other?: number): string {
  for (let digits = 2; digits < 10; digits++) {
    const text = threshold.toFixed(digits);
    if (![0, 1, other].includes(Number(text))) return text;
  }
  return threshold.toFixed(2);
}

/** Formats a threshold with all its digits, at least two after the point. */
export function exact(threshold: number): string {
  const short = threshold.toFixed(2);
  return Number(short) === threshold ? short : String(threshold);
}

/**
 * The first items of a sorted list, and no item left out that is as bad as one of them: as many as `most`, or fewer,
 * or if more than `most` are as bad as the first, all of these.
 * @param badness never rises along the list
 */
export function worstWithTies<T>(items: readonly T[], badness: (item: T) => number, most: number): readonly T[] {
  const isEnd = (length: number): boolean =>
    length === items.length || badness(items[length]!) !== badness(items[length - 1]!);
  const ends = items.map((_, index) => index + 1).filter(isEnd);
  return items.slice(0, ends.findLast((end) => end <= most) ?? ends[0] ?? 0);
}
