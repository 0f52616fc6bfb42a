/**
 * Whether objects and arrays are nested deeper than a limit. Functions that walk a value by recursion need a bound, and
 * `JSON.parse` has none: 20,000 opening brackets are valid.
 */
export function isNestedDeeperThan(value: unknown, levels: number): boolean {
  let level: readonly object[] = containersOf([value]);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === levels) return true;
    level = level.flatMap((container) => containersOf(Object.values(container) as unknown[]));
  }
  return false;
}

function containersOf(values: readonly unknown[]): object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null);
}
