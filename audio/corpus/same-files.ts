import type { ListedFile } from '../files/index.js';
import { formatList } from './names.js';

/** Groups of recordings, and those that are listed under several paths: links and copies. */
export interface FileGroups {
  /** Group of each listed file: all paths of one file are in one group, unless metadata.csv separates them. */
  readonly groups: ReadonlyMap<string, string>;
  /** One line; absent if every file has one path. */
  readonly warning?: string;
  /** All paths of each file that has several. */
  readonly repeated: readonly (readonly string[])[];
}

const DIVIDED = 'metadata.csv gives names of one different groups: the same sound may train the model and test it';

/**
 * Groups recordings. Links and copies would otherwise put the same sound on both sides of a split.
 * @param named group of a file in metadata.csv; undefined if there is none
 */
export function groupFiles(files: readonly ListedFile[], named: (file: string) => string | undefined): FileGroups {
  const paths = new Map<string, string[]>();
  for (const { file, identity = file } of files) {
    const ofFile = paths.get(identity);
    if (ofFile) ofFile.push(file);
    else paths.set(identity, [file]);
  }
  const groups = new Map<string, string>();
  for (const ofFile of paths.values()) {
    const common = ofFile.map(named).find((group) => group !== undefined) ?? ofFile[0]!;
    for (const file of ofFile) groups.set(file, named(file) ?? common);
  }
  const repeated = [...paths.values()].filter(({ length }) => length > 1);
  if (repeated.length === 0) return { groups, repeated };
  const isDivided = repeated.some((names) => new Set(names.map((file) => groups.get(file))).size > 1);
  const warning =
    `the same recording under several names: ${formatList(repeated.map((names) => names.join(' = ')))}; ` +
    `each name counts as a recording, and ${isDivided ? DIVIDED : 'all names of one are in the same split'}`;
  return { groups, warning, repeated };
}
