/** A species as it is shown: words joined by `_`, as in names of folders, have spaces between them. */
export function shownName(species: string): string {
  const isJoined = /^\p{L}[\p{L}\p{M}'’.-]*(_[\p{L}\p{M}'’.-]+)+$/u.test(species);
  return isJoined ? species.replaceAll('_', ' ') : species;
}
