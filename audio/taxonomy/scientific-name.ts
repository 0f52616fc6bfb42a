/** `Parus major`, `Parus_major`, `Parus major minor`; genus in capitals, the rest not. */
const SCIENTIFIC = /^(\p{Lu}\p{Ll}[\p{Ll}-]*)[ _]+(\p{Ll}[\p{Ll}-]+)(?:[ _]+(\p{Ll}[\p{Ll}-]+))?$/u;
/** BirdNET's labels: `Parus major_Great Tit`. */
const LABEL = /^(\p{Lu}[\p{Ll}-]+ \p{Ll}[\p{Ll}-]+(?: \p{Ll}[\p{Ll}-]+)?)_(\p{Lu}.*)$/u;

/** Names that the name of a class contains. */
export interface NamesInClass {
  readonly scientificName?: string;
  readonly commonName?: string;
}

/**
 * Reads the names that the name of a class consists of: a scientific name, with spaces or `_`, or a scientific and a
 * common name as in BirdNET's labels (`Parus major_Great Tit`). A common name of a capital and small letters ("Great
 * tit") looks like a scientific one, and is taken for it.
 */
export function namesInClass(species: string): NamesInClass {
  const name = species.normalize('NFC').trim();
  const [, scientific, common] = LABEL.exec(name) ?? [];
  if (scientific !== undefined) return { scientificName: scientific, commonName: common! };
  const [, ...parts] = SCIENTIFIC.exec(name) ?? [];
  return parts.length === 0 ? {} : { scientificName: parts.filter((part) => part !== undefined).join(' ') };
}
