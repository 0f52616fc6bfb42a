/** Finds metadata.csv among the names of files in a folder; it may be in capitals. */
export function metadataName(names: readonly string[]): string | undefined {
  const name = 'metadata.csv';
  return names.includes(name) ? name : names.find((other) => other.toLowerCase() === name);
}
