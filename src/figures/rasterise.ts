import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { FONT_FAMILY, loadFont } from './font.js';

/** Pixels of the PNG per SVG unit: sharp on high-density screens and in print. */
const SCALE = 2;

/** Vega writes two names for unsmoothed pixels; resvg 2.6 knows the older one, and an unknown value overrides it. */
const UNSUPPORTED_STYLE = 'image-rendering: pixelated;';

const require = createRequire(import.meta.url);

let loaded: ReturnType<typeof loadResvg> | undefined;

/**
 * Rasterises an SVG picture. Uses a bundled font, so that machines without fonts produce the same bytes.
 * @param svg text of an SVG file; one unit becomes `SCALE` pixels
 * @returns content of a PNG file
 */
export async function rasterise(svg: string): Promise<Uint8Array> {
  const Resvg = await (loaded ??= loadResvg());
  const { files } = await loadFont();
  const picture = new Resvg(svg.replaceAll(UNSUPPORTED_STYLE, ''), {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontBuffers: [...files], defaultFontFamily: FONT_FAMILY, sansSerifFamily: FONT_FAMILY },
  });
  try {
    const image = picture.render();
    const png = image.asPng();
    image.free();
    return png;
  } finally {
    picture.free();
  }
}

async function loadResvg() {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return Resvg;
}
