import { extname } from 'node:path';

/** Extensions of files that count as recordings. */
export const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'wav wave rf64 bwf w64 mp3 mp2 flac ogg oga opus spx m4a m4b mp4 aac wma aif aiff aifc caf amr au snd ' +
    'mka webm 3gp wv ape tta ac3 mov mkv'
  )
    .split(' ')
    .map((name) => `.${name}`),
);

/**
 * Whether a file is a recording, judging by its name. Files whose names start with a dot are not: macOS puts them next
 * to real ones.
 */
export function isAudioName(name: string): boolean {
  return !name.startsWith('.') && AUDIO_EXTENSIONS.has(extname(name).toLowerCase());
}

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
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim();
}

/** Formats the first names of a list for a message. */
export function formatList(names: readonly string[], limit = 5): string {
  const shown = names.slice(0, limit).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}
