/** Whether a folder holds background sounds: a class that is learned, but never reported as a species. */
export function isBackgroundName(name: string): boolean {
  return /^(background|noise)$/i.test(name);
}

/** Whether a folder holds recordings of unknown species. */
export function isUnlabelledName(name: string): boolean {
  return /^unlabell?ed$/i.test(name);
}

/** Whether two names are spellings of one species, such as `Junco_hyemalis` and `Junco hyemalis`. */
export function sameSpecies(a: string, b: string): boolean {
  return speciesKey(a) === speciesKey(b);
}

/** Returns a key that all spellings of a species share. */
export function speciesKey(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\s_]+/g, ' ')
    .trim();
}

/** Formats the first names of a list for a message. */
export function formatList(names: readonly string[], limit = 5): string {
  const shown = names.slice(0, limit).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}
