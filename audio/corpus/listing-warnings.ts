import { basename, extname, join } from 'node:path';
import type { RecordingList } from '../files/index.js';
import { isMetadataName } from '../metadata/index.js';
import { formatList } from './names.js';
import type { CorpusWarning } from './warning.js';

/**
 * Describes what is missing from a corpus: files and folders that cannot be read, folders read under another name,
 * folders at the top, which would be species, without recordings, and every metadata.csv but that of the corpus.
 */
export function listingWarnings(dir: string, list: RecordingList): CorpusWarning[] {
  const ofFolder = (folder: string, message: string): CorpusWarning => {
    const file = join(dir, folder);
    return { file, message: `${file}: ${message}` };
  };
  return [
    ...list.leftOut.map(({ path, reason }): CorpusWarning => {
      return { file: path, message: `${path}: left out: ${reason}`, leftOut: true };
    }),
    ...list.repeated
      .filter(({ folder, as }) => !isAround(as, folder))
      .map(({ folder, as }) => ofFolder(folder, `the same folder as ${join(dir, as)}, and read as that only`)),
    ...emptyFolders(dir, list).map((folder) => ofFolder(folder, `no recordings in it (${contents(folder, list)})`)),
    ...innerMetadata(dir, list),
  ];
}

function innerMetadata(dir: string, { others }: RecordingList): CorpusWarning[] {
  const files = others.filter((path) => path.includes('/') && isMetadataName(basename(path)));
  if (files.length === 0) return [];
  const remedy = `only that of ${dir} itself is; move the rows there, with paths below it as file`;
  return [{ file: dir, message: `${dir}: metadata.csv in folders is not read: ${formatList(files)}; ${remedy}` }];
}

/** Whether a folder is, or contains, another: a link to it leads in a loop, and nothing is missing. */
function isAround(folder: string, other: string): boolean {
  return folder === '' || `${other}/`.startsWith(`${folder}/`);
}

function emptyFolders(dir: string, { folders, recordings, leftOut, repeated }: RecordingList): string[] {
  const topOf = (path: string): string => path.split('/')[0]!;
  const known = new Set([...recordings.map(({ file }) => topOf(file)), ...repeated.map(({ folder }) => folder)]);
  const isLeftOut = (folder: string): boolean =>
    leftOut.some(({ path }) => path === join(dir, folder) || path.startsWith(join(dir, folder, '/')));
  return folders.filter((folder) => !folder.includes('/') && !known.has(folder) && !isLeftOut(folder));
}

function contents(folder: string, { others }: RecordingList): string {
  const below = others.filter((path) => path.startsWith(`${folder}/`));
  if (below.length === 0) return 'no files';
  const kinds = [...new Set(below.map((path) => extname(path).toLowerCase() || 'no extension'))].sort();
  return `${below.length} ${below.length === 1 ? 'file' : 'files'} of other kinds: ${formatList(kinds)}`;
}
