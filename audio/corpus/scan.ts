import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../../src/errors.js';
import type { AudioWarning } from '../decode/index.js';
import { readMetadata, type MetadataRow } from './metadata.js';
import { isAudioName, isBackgroundName, isUnlabelledName, listed, sameSpecies, speciesKey } from './names.js';

/** A recording that was found, not read yet. */
export interface CorpusRecording {
  /** Below the corpus folder, with `/`. */
  readonly file: string;
  /** To open it by. */
  readonly path: string;
  /** Its class; absent if it lies in `unlabelled/`. */
  readonly species?: string;
  /** Recordings of one group stay on one side of a split; its own file if metadata.csv says nothing. */
  readonly group: string;
  /** Where metadata.csv puts it. */
  readonly split?: string;
  /** Its row in metadata.csv; empty without one. */
  readonly metadata: MetadataRow;
}

/** A folder of recordings. */
export interface Corpus {
  readonly dir: string;
  /** In order of their paths. */
  readonly recordings: readonly CorpusRecording[];
  /** In alphabetical order, background included. */
  readonly classes: readonly string[];
  /** Those that are no species. */
  readonly backgroundClasses: readonly string[];
  /** Classes with one recording: they can be trained, but not validated. */
  readonly singleRecordingClasses: readonly string[];
  readonly warnings: readonly AudioWarning[];
}

export interface ScanOptions {
  /** Classes that are needed, background included: 2 to train, 1 to evaluate a model on, 0 to train without labels. */
  readonly minimumClasses?: number;
  /** What becomes of recordings in no folder of a species, and with none in metadata.csv: left out unless told otherwise. */
  readonly loose?: 'left out' | 'unlabelled';
}

/**
 * Finds the recordings of a corpus: `DIR/<species>/…/<recording>.<any audio>`, `DIR/unlabelled/…`, `DIR/background/…`, and metadata.csv with the
 * columns file, species, group, split and any others. A species is its folder; recordings that lie directly in DIR have theirs from metadata.csv.
 * @throws DatasetError if the folder is missing, has no audio, or has too few classes
 */
export async function scanCorpus(
  dir: string,
  { minimumClasses = 2, loose = 'left out' }: ScanOptions = {},
): Promise<Corpus> {
  const { audio, others } = await listFiles(dir);
  if (audio.length === 0) {
    const found = others === 0 ? 'the folder is empty' : `none of its ${others} files is`;
    throw new DatasetError(`${dir}: no audio: ${found}; expected ${dir}/<species>/<recording>.wav (or .mp3, .flac, …)`);
  }
  const metadata = await readMetadata(join(dir, 'metadata.csv'), audio);
  const warnings: AudioWarning[] = (metadata?.warnings ?? []).map((message) => ({ file: dir, message }));

  const namesOfSpecies = spellings(audio);
  const recordings: CorpusRecording[] = [];
  const homeless: string[] = [];
  for (const file of audio) {
    const row = metadata?.rows.get(file) ?? {};
    const slash = file.indexOf('/');
    const folder = slash < 0 ? undefined : file.slice(0, slash);
    const named = row['species'] || undefined;
    const unlabelled = folder !== undefined && isUnlabelledName(folder);
    const species = unlabelled ? undefined : (folder ?? (named && namesOfSpecies(named)));
    if (!unlabelled && species === undefined && loose === 'left out') {
      homeless.push(file);
      continue;
    }
    if (species !== undefined && named !== undefined && !sameSpecies(species, named)) {
      const message = `${join(dir, file)}: lies in the folder ${species} but metadata.csv calls it ${named}; the folder counts`;
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
  if (homeless.length > 0) {
    const message = `${dir}: left out, for they are in no species folder: ${listed(homeless)}`;
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
    `${dir}: only one class (${classes[0]}), and a classifier needs two; add another species, or a folder "background" without birds`,
  );
}

function countClasses(recordings: readonly CorpusRecording[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { species } of recordings) {
    if (species !== undefined) counts.set(species, (counts.get(species) ?? 0) + 1);
  }
  return counts;
}

/** Gives every spelling of a species the name of its folder, or else of its first mention. */
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

/** All files below a folder, in order, with `/`; hidden ones left out, links followed once. */
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

/** The same order everywhere, whatever the language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
