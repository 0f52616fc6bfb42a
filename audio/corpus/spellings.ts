import { speciesKey } from './names.js';

/** Spellings of species. */
export interface Spellings {
  /** Returns the one spelling that all of a species' names are replaced with. */
  readonly unified: (name: string) => string;
  /** Folders that belong to one species, for each species that has several. */
  readonly merged: readonly { readonly species: string; readonly folders: readonly string[] }[];
}

/**
 * Unifies names of species that differ only in case, Unicode form, or `_` instead of a space: to the name of a folder,
 * or else to the first spelling seen. Of several folders, takes the first in NFC, the form that keyboards write.
 * @param folders names of folders, sorted
 */
export function unifySpellings(folders: readonly string[]): Spellings {
  const byKey = new Map<string, string[]>();
  for (const folder of folders) {
    const key = speciesKey(folder);
    byKey.set(key, [...(byKey.get(key) ?? []), folder]);
  }
  const names = new Map([...byKey].map(([key, ofSpecies]) => [key, ofSpecies.find(isComposed) ?? ofSpecies[0]!]));
  return {
    unified(name) {
      const key = speciesKey(name);
      if (!names.has(key)) names.set(key, name);
      return names.get(key)!;
    },
    merged: [...byKey]
      .filter(([, ofSpecies]) => ofSpecies.length > 1)
      .map(([key, ofSpecies]) => ({ species: names.get(key)!, folders: ofSpecies })),
  };
}

/** Describes a spelling in a message: names in different Unicode forms look the same. */
export function describeSpelling(name: string): string {
  return isComposed(name) ? name : `${name} (with decomposed letters)`;
}

function isComposed(name: string): boolean {
  return name === name.normalize('NFC');
}
