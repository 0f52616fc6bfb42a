import { extname } from 'node:path';

/** Endings of names that are taken for recordings in a folder. */
export const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'wav wave rf64 bwf w64 mp3 mp2 flac ogg oga opus spx m4a m4b mp4 aac wma aif aiff aifc caf amr au snd mka webm 3gp wv ape tta ac3 ' +
    'mov mkv'
  )
    .split(' ')
    .map((name) => `.${name}`),
);

/** Whether a file is a recording, by its name. Names that begin with a dot are not: macOS leaves such beside real ones. */
export function isAudioName(name: string): boolean {
  return !name.startsWith('.') && AUDIO_EXTENSIONS.has(extname(name).toLowerCase());
}

/** Folders of sounds that are no species: a class to learn, never reported. */
export function isBackgroundName(name: string): boolean {
  return /^(background|noise)$/i.test(name);
}

/** The folder of recordings whose species is not known. */
export function isUnlabelledName(name: string): boolean {
  return /^unlabell?ed$/i.test(name);
}

/** One species under two spellings: `Junco_hyemalis`, `Junco hyemalis`. */
export function sameSpecies(a: string, b: string): boolean {
  return speciesKey(a) === speciesKey(b);
}

/** What spellings of one species have in common. */
export function speciesKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim();
}

/** Some names, for a message. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
