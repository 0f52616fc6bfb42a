import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import opentype, { type Font } from 'opentype.js';

/** The face that pictures carry with them. */
export const FONT_FAMILY = 'Inter';

/** Its outlines, so that a machine without fonts draws the same letters as any other. */
export interface FontFace {
  /** Contents of its font files. */
  readonly files: readonly Uint8Array[];
  /** Width of a line, in the unit of the size; letters are not kerned. */
  width(text: string, size: number, bold: boolean): number;
}

const require = createRequire(import.meta.url);

let loaded: Promise<FontFace> | undefined;

/** The face, read once. */
export function loadFont(): Promise<FontFace> {
  return (loaded ??= load());
}

async function load(): Promise<FontFace> {
  const files = await Promise.all(
    ['400Regular/Inter_400Regular.ttf', '700Bold/Inter_700Bold.ttf'].map((name) =>
      readFile(require.resolve(`@expo-google-fonts/inter/${name}`)),
    ),
  );
  const [regular, bold] = files.map(metricsOf) as [LetterWidth, LetterWidth];
  return {
    files,
    width(text, size, isBold) {
      const letter = isBold ? bold : regular;
      let width = 0;
      for (const character of text) width += letter(character);
      return width * size;
    },
  };
}

/** Width of a letter at size 1. */
type LetterWidth = (character: string) => number;

function metricsOf({ buffer, byteOffset, length }: Buffer): LetterWidth {
  const font: Font = opentype.parse(buffer.slice(byteOffset, byteOffset + length));
  const known = new Map<string, number>();
  return (character) => {
    let width = known.get(character);
    if (width === undefined) {
      width = (font.charToGlyph(character).advanceWidth ?? 0) / font.unitsPerEm;
      known.set(character, width);
    }
    return width;
  };
}
