import { DatasetError } from '../../src/errors.js';
import { type MetadataRow, readTable } from '../metadata/index.js';
import { namesInClass } from './scientific-name.js';
import type { SpeciesName } from './species-names.js';

/** Columns of scientific names, in the order of trust; words only, with spaces. */
const SCIENTIFIC = [
  /^scientific ?name$/,
  /^sci ?name$/,
  /^ioc ?\d+( \d+)?$/,
  /^species scientific$/,
  /^(latin|binomial)( name)?$/,
  /^scientific$/,
];
/** Columns of common names, likewise. */
const COMMON = [
  /^(primary )?com(mon)? ?name$/,
  /^vernacular ?name$/,
  /^english name\b/,
  /^english$/,
  /^species english$/,
  /^common$/,
];

/**
 * A scientific name with its author, as in Darwin Core: `Parus major (Linnaeus, 1758)`, `Parus major minor Temminck`.
 * No match for hybrids, groups, spuhs and slashes of eBird, nor for common names with capitals.
 */
const AUTHORED =
  /^(\p{Lu}[\p{Ll}-]+ [\p{Ll}-]{2,}(?: (?!d[eu] |v[ao]n )[\p{Ll}-]{2,})?) (?:d[eu] |v[ao]n |d['’])?[(\p{Lu}]/u;

/**
 * Reads a list of species: a CSV file with a column of scientific names and one of common names. Headers that are
 * known:
 *
 * - eBird taxonomy: `SCI_NAME`, `PRIMARY_COM_NAME`; from its API: `SCIENTIFIC_NAME`, `COMMON_NAME`, or `sciName`,
 *   `comName`.
 * - eBird/Clements checklist: `scientific name`, `English name`.
 * - IOC World Bird List, multilingual: `IOC_15.1`, `English`; master list: `Genus` in a row of its own, then `Species
 *   (Scientific)`, the epithet alone, and `Species (English)`.
 * - AviList: `Scientific_name`, `English_name_AviList`; Darwin Core: `scientificName`, which may name the author,
 *   `vernacularName`.
 *
 * @returns names as they stand, then those that authors were cut off from: eBird has "Anser anser (Domestic type)"
 *   beside "Anser anser", and the first of equal names counts
 * @throws DatasetError if it cannot be read, or lacks such a column
 */
export async function readTaxonomy(path: string): Promise<readonly SpeciesName[]> {
  const { columns, rows } = await readTable(path);
  const scientific = findColumn(columns, SCIENTIFIC);
  const common = findColumn(columns, COMMON);
  if (scientific === undefined || common === undefined) {
    const [what, example] =
      scientific === undefined ? ['scientific names', 'scientific_name'] : ['common names', 'common_name'];
    throw new DatasetError(`${path}: no column of ${what}, such as ${example}: its columns are ${columns.join(', ')}`);
  }
  let genus = '';
  const authored: SpeciesName[] = [];
  const plain = rows.flatMap((row) => {
    genus = row['genus'] || genus;
    const name = row[scientific] ?? '';
    const isEpithet = /^\p{Ll}[\p{Ll}-]*$/u.test(name);
    const scientificName = isEpithet && genus !== '' ? `${capitalised(genus)} ${name}` : name;
    const names = nameOf(scientificName, row[common]);
    const [, withoutAuthor] = AUTHORED.exec(names[0]?.scientificName ?? '') ?? [];
    if (withoutAuthor === undefined) return names;
    authored.push({ ...names[0]!, scientificName: withoutAuthor });
    return [];
  });
  return [...plain, ...authored];
}

/**
 * Names that metadata.csv gives: column `common_name`, beside `scientific_name` or `species`.
 * @param rows of metadata.csv
 */
export function namesInMetadata(rows: Iterable<MetadataRow>): readonly SpeciesName[] {
  const value = (row: MetadataRow, column: string): string => (Object.hasOwn(row, column) ? row[column]! : '');
  return [...rows].flatMap((row) =>
    nameOf(value(row, 'scientific_name') || value(row, 'species'), value(row, 'common_name')),
  );
}

/** What a model knows of its species' names. */
export interface ModelNames {
  /** By class. */
  readonly commonNames: Readonly<Record<string, string>>;
}

/** Names that a model's training recordings gave its species. */
export function namesInModel({ commonNames }: ModelNames): readonly SpeciesName[] {
  return Object.entries(commonNames).flatMap(([species, commonName]) =>
    nameOf(namesInClass(species).scientificName ?? '', commonName),
  );
}

function nameOf(scientificName: string, commonName = ''): SpeciesName[] {
  const name = { scientificName: oneSpace(scientificName), commonName: oneSpace(commonName) };
  return name.scientificName === '' || name.commonName === '' ? [] : [name];
}

function oneSpace(text: string): string {
  return text
    .replace(/[\s_]+/g, ' ')
    .trim()
    .normalize('NFC');
}

function findColumn(columns: readonly string[], patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const found = columns.find((column) => pattern.test(column.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The master list of IOC has genera in capitals. */
function capitalised(genus: string): string {
  return genus.charAt(0).toUpperCase() + genus.slice(1).toLowerCase();
}
