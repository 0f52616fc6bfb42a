/** Names that Windows gives to devices, whatever follows a dot. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * Makes the name of a file or folder of any text, such as that of a species or a site: letters of all scripts, digits,
 * and `.'()+,-`; anything else is `_`. Allowed on every system, hidden on none, and leads out of no folder.
 * @param maxBytes of the name in UTF-8: systems allow 255, of which a person sees some
 */
export function safeName(text: string, maxBytes: number): string {
  const allowed = text
    .normalize('NFC')
    .replace(/\p{C}+/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}.'()+,-]+/gu, '_');
  const name = withoutEnds(firstBytes(withoutEnds(allowed), maxBytes)) || 'unnamed';
  return DEVICES.test(name) ? `_${name}` : name;
}

/** A leading dot hides a file, a leading dash is an option to programs, and Windows drops dots at the end. */
function withoutEnds(name: string): string {
  return name.replace(/^[._-]+|[._]+$/g, '');
}

function firstBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}

/** Gives names that differ on systems that ignore case, too: the second `wren` is `wren_2`. */
export interface UniqueNames {
  take(name: string): string;
}

/** No names are taken. */
export function createUniqueNames(): UniqueNames {
  const taken = new Set<string>();
  return {
    take(name) {
      for (let count = 1; ; count++) {
        const candidate = count === 1 ? name : `${name}_${count}`;
        const folded = candidate.toLowerCase().normalize('NFC');
        if (taken.has(folded)) continue;
        taken.add(folded);
        return candidate;
      }
    },
  };
}
