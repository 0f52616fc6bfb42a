import { backgroundClasses } from '../../src/data/summary.js';

/** Indices of the classes that are species: all but those for "no bird", which take their share and are never reported. */
export function speciesIndices(classes: readonly string[]): number[] {
  const silent = new Set(backgroundClasses(classes));
  return classes.flatMap((name, index) => (silent.has(name) ? [] : [index]));
}
