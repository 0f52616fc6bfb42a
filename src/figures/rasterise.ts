import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { FONT_FAMILY, loadFont } from './font.js';

/** Pixels of a PNG for every unit of its SVG: sharp on screens with narrow pixels, and in print. */
const SCALE = 2;

/** The newer name of the two that Vega gives to pixels with sharp edges: resvg 2.6 knows the older one, and takes a new one for none. */
const NEWER_NAME = 'image-rendering: pixelated;';

const require = createRequire(import.meta.url);

let ready: Promise<void> | undefined;

/**
 * Turns a picture into pixels. Letters come from a face of its own package, so that a machine without fonts gives the same bytes as any other.
 * @param svg text of an SVG file; its units become `SCALE` pixels each
 * @returns the content of a PNG file
 */
export async function rasterise(svg: string): Promise<Uint8Array> {
  ready ??= prepare();
  await ready;
  const { files } = await loadFont();
  const picture = new Resvg(svg.replaceAll(NEWER_NAME, ''), {
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

async function prepare(): Promise<void> {
  await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
}
