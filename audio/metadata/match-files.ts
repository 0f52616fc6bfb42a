/** The files that a name in metadata.csv may mean. */
export type FileMatcher = (name: string) => readonly string[];

/**
 * Creates a lookup from a name in metadata.csv to files: by path below the folder, or else by file name. Names
 * are compared after Unicode normalisation (NFC), with `/` for `\`; several files match if they share a file name, or
 * have paths that differ only in their Unicode form.
 * @param files paths below the folder, with `/`
 */
export function matchFiles(files: readonly string[]): FileMatcher {
  const exact = new Set(files);
  const byPath = new Map<string, string[]>();
  const byName = new Map<string, string[]>();
  for (const file of files) {
    const path = canonical(file);
    add(byPath, path, file);
    add(byName, path.replace(/^.*\//, ''), file);
  }
  return (name) => {
    if (exact.has(name)) return [name];
    return byPath.get(canonical(name)) ?? byName.get(canonical(name)) ?? [];
  };
}

function add(map: Map<string, string[]>, key: string, file: string): void {
  const files = map.get(key);
  if (files) files.push(file);
  else map.set(key, [file]);
}

function canonical(name: string): string {
  return name
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')
    .normalize('NFC');
}
