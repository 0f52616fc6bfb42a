import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Font } from 'opentype.js';

/** Font family of all figures. */
export const FONT_FAMILY = 'Inter';

/** The font of all figures, bundled so that machines without fonts draw the same text. */
export interface FontFace {
  /** Contents of the font files. */
  readonly files: readonly Uint8Array[];
  /** Width of a line of text, in the unit of `size`, without kerning. */
  width(text: string, size: number, bold: boolean): number;
}

const require = createRequire(import.meta.url);

let loaded: Promise<FontFace> | undefined;

/** Loads the font, once per process. */
export function loadFont(): Promise<FontFace> {
  return (loaded ??= load());
}

async function load(): Promise<FontFace> {
  const { default: opentype } = await import('opentype.js');
  const files = await Promise.all(
    ['400Regular/Inter_400Regular.ttf', '700Bold/Inter_700Bold.ttf'].map((name) =>
      readFile(require.resolve(`@expo-google-fonts/inter/${name}`)),
    ),
  );
  const fonts = files.map((file) => opentype.parse(bytesOf(file)));
  const [regular, bold] = fonts.map(letterWidths) as [LetterWidth, LetterWidth];
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

/** Width of a character at size 1. */
type LetterWidth = (character: string) => number;

function bytesOf({ buffer, byteOffset, length }: Buffer): ArrayBufferLike {
  return buffer.slice(byteOffset, byteOffset + length);
}

function letterWidths(font: Font): LetterWidth {
  const cache = new Map<string, number>();
  return (character) => {
    let width = cache.get(character);
    if (width === undefined) {
      width = (font.charToGlyph(character).advanceWidth ?? 0) / font.unitsPerEm;
      cache.set(character, width);
    }
    return width;
  };
}
