/** The same names with other values. */
export function mapValues<T, U>(
  values: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

/** Some of the names; those that are not there are left out. */
export function pick<T>(values: Readonly<Record<string, T>>, names: Iterable<string>): Record<string, T> {
  const wanted = new Set(names);
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted.has(name)));
}

/** All but some of the names. */
export function omit<T>(values: Readonly<Record<string, T>>, names: Iterable<string>): Record<string, T> {
  const unwanted = new Set(names);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !unwanted.has(name)));
}
