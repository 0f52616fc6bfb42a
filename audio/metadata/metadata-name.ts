/** The name, in lower case. */
const NAME = 'metadata.csv';

/** Whether a file's name is metadata.csv; it may be in capitals. */
export function isMetadataName(name: string): boolean {
  return name.toLowerCase() === NAME;
}

/** Finds metadata.csv among the names of files in a folder; it may be in capitals. */
export function metadataName(names: readonly string[]): string | undefined {
  return names.includes(NAME) ? NAME : names.find(isMetadataName);
}
