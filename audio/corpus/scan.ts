import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../../src/errors.js';
import type { AudioWarning } from '../decode/index.js';
import { readMetadata, type MetadataRow } from './metadata.js';
import { isAudioName, isBackgroundName, isUnlabelledName, formatList, sameSpecies, speciesKey } from './names.js';

/** A recording of a corpus, not decoded yet. */
export interface CorpusRecording {
  /** Path below the corpus folder, with `/`. */
  readonly file: string;
  /** Path to open it with. */
  readonly path: string;
  /** Its class; absent for recordings in `unlabelled/`. */
  readonly species?: string;
  /** All recordings of a group are in the same split. Without a group in metadata.csv: the recording's `file`. */
  readonly group: string;
  /** Split assigned in metadata.csv. */
  readonly split?: string;
  /** Its row in metadata.csv; empty if there is none. */
  readonly metadata: MetadataRow;
}

/** A folder of recordings. */
export interface Corpus {
  readonly dir: string;
  /** Sorted by path. */
  readonly recordings: readonly CorpusRecording[];
  /** Sorted by name, including background classes. */
  readonly classes: readonly string[];
  /** Classes that are not species. */
  readonly backgroundClasses: readonly string[];
  /** Classes with a single recording, which can be trained but not validated. */
  readonly singleRecordingClasses: readonly string[];
  readonly warnings: readonly AudioWarning[];
}

export interface ScanOptions {
  /**
   * Minimum number of classes, including background: 2 to train (default), 1 to evaluate, 0 to train without labels.
   */
  readonly minimumClasses?: number;
  /** How to treat recordings whose species neither a folder nor metadata.csv gives. Default: skip them. */
  readonly loose?: 'skip' | 'unlabelled';
}

/**
 * Finds the recordings of a corpus: `DIR/<species>/…/<recording>.<any audio>`, `DIR/unlabelled/…`,
 * `DIR/background/…`, and an optional metadata.csv with the columns file, species, group, split and any others. The
 * top-level folder is the species; recordings directly in DIR have theirs from metadata.csv.
 * @throws DatasetError if the folder is missing, contains no audio, or has too few classes
 */
export async function scanCorpus(
  dir: string,
  { minimumClasses = 2, loose = 'skip' }: ScanOptions = {},
): Promise<Corpus> {
  const { audio, others } = await listFiles(dir);
  if (audio.length === 0) {
    const found = others === 0 ? 'the folder is empty' : `files of other kinds: ${others}`;
    throw new DatasetError(
      `${dir}: no audio files (${found}); expected ${dir}/<species>/<recording>.wav (or .mp3, .flac, …)`,
    );
  }
  const metadata = await readMetadata(join(dir, 'metadata.csv'), audio);
  const warnings: AudioWarning[] = (metadata?.warnings ?? []).map((message) => ({ file: dir, message }));

  const namesOfSpecies = spellings(audio);
  const recordings: CorpusRecording[] = [];
  const outsideSpecies: string[] = [];
  for (const file of audio) {
    const row = metadata?.rows.get(file) ?? {};
    const slash = file.indexOf('/');
    const folder = slash < 0 ? undefined : file.slice(0, slash);
    const named = row['species'] || undefined;
    const unlabelled = folder !== undefined && isUnlabelledName(folder);
    const species = unlabelled ? undefined : (folder ?? (named && namesOfSpecies(named)));
    if (!unlabelled && species === undefined && loose === 'skip') {
      outsideSpecies.push(file);
      continue;
    }
    if (species !== undefined && named !== undefined && !sameSpecies(species, named)) {
      const message =
        `${join(dir, file)}: is in the folder ${species} but ` +
        `metadata.csv gives ${named}; using the folder's species`;
      warnings.push({ file: join(dir, file), message });
    }
    const split = splitName(row['split']);
    recordings.push({
      file,
      path: join(dir, file),
      ...(species !== undefined && { species }),
      group: row['group'] || file,
      ...(split && { split }),
      metadata: row,
    });
  }
  if (outsideSpecies.length > 0) {
    const message = `${dir}: skipped recordings that are not in a species folder: ${formatList(outsideSpecies)}`;
    warnings.push({ file: dir, message });
  }

  const counts = countClasses(recordings);
  const classes = [...counts.keys()].sort(byCodeUnits);
  checkClasses(dir, classes, minimumClasses);
  return {
    dir,
    recordings,
    classes,
    backgroundClasses: classes.filter(isBackgroundName),
    singleRecordingClasses: classes.filter((name) => counts.get(name) === 1),
    warnings,
  };
}

function checkClasses(dir: string, classes: readonly string[], minimum: number): void {
  if (classes.length >= minimum) return;
  if (classes.length === 0) {
    throw new DatasetError(
      `${dir}: no species: expected folders named after species, ${dir}/<species>/<recording>.wav`,
    );
  }
  throw new DatasetError(
    `${dir}: only one class (${classes[0]}), and a classifier needs two; ` +
      'add another species, or a folder "background" with recordings without birds',
  );
}

function countClasses(recordings: readonly CorpusRecording[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { species } of recordings) {
    if (species !== undefined) counts.set(species, (counts.get(species) ?? 0) + 1);
  }
  return counts;
}

/**
 * Creates a function that maps every spelling of a species to its folder's name, or else to the first spelling seen.
 */
function spellings(audio: readonly string[]): (name: string) => string {
  const names = new Map<string, string>();
  for (const file of audio) {
    const slash = file.indexOf('/');
    if (slash > 0) names.set(speciesKey(file.slice(0, slash)), file.slice(0, slash));
  }
  return (name) => {
    const key = speciesKey(name);
    if (!names.has(key)) names.set(key, name);
    return names.get(key)!;
  };
}

function splitName(name: string | undefined): string | undefined {
  const lower = name?.toLowerCase();
  return lower === 'val' || lower === 'valid' ? 'validation' : lower;
}

/** Lists audio files below a folder, sorted, with `/`. Skips hidden entries, follows links, visits a folder once. */
async function listFiles(dir: string): Promise<{ readonly audio: string[]; readonly others: number }> {
  const audio: string[] = [];
  let others = 0;
  const seen = new Set<string>();
  const visit = async (below: string): Promise<void> => {
    const folder = join(dir, below);
    const real = await realpath(folder);
    if (seen.has(real)) return;
    seen.add(real);
    for (const name of (await readdir(folder)).sort(byCodeUnits)) {
      if (name.startsWith('.')) continue;
      const path = below === '' ? name : `${below}/${name}`;
      const stats = await stat(join(dir, path)).catch(() => undefined);
      if (stats?.isDirectory()) await visit(path);
      else if (stats?.isFile() && isAudioName(name)) audio.push(path);
      else others++;
    }
  };
  try {
    await visit('');
  } catch (cause) {
    throw folderError(dir, cause as NodeJS.ErrnoException);
  }
  return { audio: audio.sort(byCodeUnits), others };
}

function folderError(dir: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code === undefined) return cause;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'no such folder',
    ENOTDIR: 'a file, expected a folder of recordings',
    EACCES: 'no permission to list it',
    EPERM: 'no permission to list it',
  };
  const at = cause.path !== undefined && cause.code !== 'ENOTDIR' ? cause.path : dir;
  return new DatasetError(`${at}: ${reasons[cause.code] ?? `cannot be listed: ${cause.code}`}`, { cause });
}

/** Compares by UTF-16 code units, so that the order does not depend on the locale. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
