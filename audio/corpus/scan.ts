import { join } from 'node:path';
import { DatasetError } from '../../src/errors.js';
import { ownValue } from '../../src/own-value.js';
import type { RecordingList } from '../files/index.js';
import { metadataName, readMetadata, type Metadata, type MetadataRow } from '../metadata/index.js';
import { identifyCopies } from './copies.js';
import { byCodeUnits, leftOutReason, listCorpusFiles, topFolder, topFolders } from './corpus-files.js';
import { listingWarnings } from './listing-warnings.js';
import { formatList, isBackgroundName, isUnlabelledName, sameSpecies, speciesKey } from './names.js';
import { groupFiles } from './same-files.js';
import { describeSpelling, unifySpellings } from './spellings.js';
import type { CorpusWarning } from './warning.js';

/** Column of metadata.csv that groups recordings, unless another is named. */
const DEFAULT_GROUP_COLUMN = 'group';

/** A recording of a corpus, not decoded yet. */
export interface CorpusRecording {
  /** Path below the corpus folder, with `/`. */
  readonly file: string;
  /** Path to open it with. */
  readonly path: string;
  /** Identifies its content, whatever its name: see `contentHash`. Absent if it was not read. */
  readonly contentHash?: string;
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
  /** Classes whose recordings are all of one group, which can be trained but not validated. */
  readonly singleGroupClasses: readonly string[];
  readonly warnings: readonly CorpusWarning[];
}

export interface ScanOptions {
  /**
   * Minimum number of classes, including background: 2 to train (default), 1 to evaluate, 0 to train without labels.
   */
  readonly minimumClasses?: number;
  /** Column of metadata.csv that names the group of a recording. Default: `group`. */
  readonly groupBy?: string | undefined;
  /** How to treat recordings whose species neither a folder nor metadata.csv gives. Default: skip them. */
  readonly loose?: 'skip' | 'unlabelled';
}

/**
 * Finds the recordings of a corpus: `DIR/<species>/…/<recording>.<any audio>`, `DIR/unlabelled/…`,
 * `DIR/background/…`, and an optional metadata.csv with the columns file, species, group, split and any others. The
 * top-level folder is the species; recordings directly in DIR have theirs from metadata.csv. Names of one species that
 * differ only in case, Unicode form, or `_` instead of a space are one class. What cannot be read is left out, with a
 * warning.
 * @throws DatasetError if the folder is missing, contains no audio, or has too few classes, or metadata.csv has no
 *   column `groupBy`
 */
export async function scanCorpus(
  dir: string,
  { minimumClasses = 2, loose = 'skip', groupBy = DEFAULT_GROUP_COLUMN }: ScanOptions = {},
): Promise<Corpus> {
  const list = await listCorpusFiles(dir);
  const files = await identifyCopies(dir, list.recordings);
  const metadata = await metadataOf(dir, list);
  const rowOf = (file: string): MetadataRow => metadata?.rows.get(file) ?? {};
  const groupColumn = groupBy.trim().toLowerCase();
  if (groupColumn !== DEFAULT_GROUP_COLUMN) checkColumn(dir, groupColumn, metadata);
  const groupOf = groupNames((file) => ownValue(rowOf(file), groupColumn));
  const sameFiles = groupFiles(files, groupOf);
  const ungrouped = files.filter(({ file }) => groupOf(file) === undefined).length;
  const isPartly = groupColumn !== DEFAULT_GROUP_COLUMN && ungrouped > 0;
  const { unified, merged } = unifySpellings(topFolders(files).filter((name) => !isUnlabelledName(name)));
  const warnings: CorpusWarning[] = [
    ...listingWarnings(dir, list),
    ...[
      ...(metadata?.warnings ?? []),
      ...(sameFiles.warning === undefined ? [] : [`${dir}: ${sameFiles.warning}`]),
      ...(isPartly
        ? [`${dir}: ${ungrouped} of ${files.length} recordings have no ${groupColumn}: ${ownGroups(groupColumn)}`]
        : []),
      ...merged.map(({ species, folders }) => {
        return `${dir}: folders of one species, used as ${species}: ${formatList(folders.map(describeSpelling))}`;
      }),
    ].map((message) => ({ file: dir, message })),
  ];

  const recordings: CorpusRecording[] = [];
  const outsideSpecies: string[] = [];
  for (const { file } of files) {
    const row = rowOf(file);
    const folder = topFolder(file);
    const named = row['species'] || undefined;
    const name = folder ?? named;
    const unlabelled = name !== undefined && isUnlabelledName(name);
    const species = unlabelled || name === undefined ? undefined : unified(name);
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
      group: sameFiles.groups.get(file)!,
      ...(split && { split }),
      metadata: row,
    });
  }
  const speciesOf = new Map(recordings.map(({ file, species }) => [file, species]));
  const contradictory = sameFiles.repeated.filter((names) => {
    const found = names.map((name) => speciesOf.get(name)).filter((species) => species !== undefined);
    return new Set(found).size > 1;
  });
  if (contradictory.length > 0) {
    const names = formatList(contradictory.map((ofOne) => ofOne.join(' = ')));
    const message = `${dir}: the same recording under several species: ${names}; remove all but the right one`;
    warnings.push({ file: dir, message });
  }
  if (outsideSpecies.length > 0) {
    const message = `${dir}: skipped recordings that are not in a species folder: ${formatList(outsideSpecies)}`;
    warnings.push({ file: dir, message });
  }

  const groups = groupsByClass(recordings);
  const classes = [...groups.keys()].sort(byCodeUnits);
  checkClasses(dir, classes, minimumClasses, list);
  return {
    dir,
    recordings,
    classes,
    backgroundClasses: classes.filter(isBackgroundName),
    singleGroupClasses: classes.filter((name) => groups.get(name)!.size === 1),
    warnings,
  };
}

const ownGroups = (column: string): string =>
  `each is a group of its own, so the same ${column} may be on both sides of a split`;

/** Groups by file. Spellings of one name, which differ in case, spaces or Unicode form, are one group. */
function groupNames(valueOf: (file: string) => string | undefined): (file: string) => string | undefined {
  const names = new Map<string, string>();
  return (file) => {
    const value = valueOf(file);
    if (!value) return undefined;
    const key = speciesKey(value);
    if (!names.has(key)) names.set(key, value);
    return names.get(key);
  };
}

/** @throws DatasetError if no row of metadata.csv has a value in a column */
function checkColumn(dir: string, column: string, metadata: Metadata | undefined): void {
  const rows = [...(metadata?.rows.values() ?? [])];
  if (rows.some((row) => ownValue(row, column))) return;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const has = columns.length > 0 ? `its columns are ${columns.join(', ')}` : 'there is none';
  throw new DatasetError(`${join(dir, 'metadata.csv')}: no column ${column} to group recordings by: ${has}`);
}

async function metadataOf(dir: string, { others, recordings }: RecordingList): Promise<Metadata | undefined> {
  const file = metadataName(others);
  if (file === undefined) return undefined;
  return readMetadata(
    join(dir, file),
    recordings.map((recording) => recording.file),
  );
}

function checkClasses(dir: string, classes: readonly string[], minimum: number, list: RecordingList): void {
  if (classes.length >= minimum) return;
  const leftOut = leftOutReason(list);
  const explanation = leftOut === undefined ? '' : `; ${leftOut}`;
  if (classes.length === 0) {
    throw new DatasetError(
      `${dir}: no species: expected folders named after species, ${dir}/<species>/<recording>.wav${explanation}`,
    );
  }
  throw new DatasetError(
    `${dir}: only one class (${classes[0]}), and a classifier needs two; ` +
      `add another species, or a folder "background" with recordings without birds${explanation}`,
  );
}

function groupsByClass(recordings: readonly CorpusRecording[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { species, group } of recordings) {
    if (species !== undefined) groups.set(species, (groups.get(species) ?? new Set()).add(group));
  }
  return groups;
}

function splitName(name: string | undefined): string | undefined {
  const lower = name?.toLowerCase();
  return lower === 'val' || lower === 'valid' ? 'validation' : lower;
}
