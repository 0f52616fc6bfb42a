/** Applies a function to every value; names stay. */
export function mapValues<T, U>(
  values: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

/** Returns the entries with the given names; names that do not occur are ignored. */
export function pick<T>(values: Readonly<Record<string, T>>, names: Iterable<string>): Record<string, T> {
  const wanted = new Set(names);
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted.has(name)));
}

/** Returns the entries without the given names. */
export function omit<T>(values: Readonly<Record<string, T>>, names: Iterable<string>): Record<string, T> {
  const unwanted = new Set(names);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !unwanted.has(name)));
}
