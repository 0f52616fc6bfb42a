/**
 * Returns the first candidate that exists, with or without `.gz`.
 * @param names contents of a folder
 * @param candidates names without `.gz`, the usual one first
 */
export function plainOrGzip(names: readonly string[], candidates: readonly string[]): string | undefined {
  return candidates.flatMap((name) => [name, `${name}.gz`]).find((name) => names.includes(name));
}
