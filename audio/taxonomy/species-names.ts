import { speciesKey } from '../corpus/names.js';
import { namesInClass } from './scientific-name.js';

/** A species' names, as a list of species has them. */
export interface SpeciesName {
  readonly scientificName: string;
  readonly commonName: string;
}

/** Names of the species of a model. */
export interface SpeciesNames {
  /** With spaces; undefined if neither the model's name for the species nor a list tells. */
  scientificName(species: string): string | undefined;
  commonName(species: string): string | undefined;
}

/**
 * Looks up species as a model has them: by scientific or common name, regardless of case, Unicode form, and `_` for a
 * space.
 * @param lists the first that has a species wins
 */
export function speciesNames(lists: readonly (readonly SpeciesName[])[] = []): SpeciesNames {
  const byName = new Map<string, SpeciesName>();
  for (const pick of ['scientificName', 'commonName'] as const) {
    for (const name of lists.flat()) {
      const key = speciesKey(name[pick]);
      if (key !== '' && !byName.has(key)) byName.set(key, name);
    }
  }
  const find = (species: string): SpeciesName | undefined =>
    byName.get(speciesKey(species)) ?? byName.get(speciesKey(namesInClass(species).scientificName ?? species));
  return {
    scientificName(species) {
      const own = namesInClass(species).scientificName;
      const listed = find(species)?.scientificName;
      // metadata.csv may have a common name in its column `species`.
      return listed === undefined ? own : (namesInClass(listed).scientificName ?? own);
    },
    commonName: (species) => find(species)?.commonName || namesInClass(species).commonName,
  };
}
