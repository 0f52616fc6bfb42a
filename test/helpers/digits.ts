import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '#src/rng.js';
import { idx } from '../data/images/readers/support.js';

const SIDE = 28;

/** Draws noisy stripes. The class is their direction and width, which small filters can tell apart. */
function pixelsOf(count: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  for (let image = 0; image < count; image++) {
    const [upright, width] = [image % 2 === 0, 1 + Math.floor((image % 10) / 2)];
    const shift = rng.integer(2 * width);
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const across = upright ? pixel % SIDE : Math.floor(pixel / SIDE);
      const bright = Math.floor((across + shift) / width) % 2 === 0;
      pixels[image * SIDE * SIDE + pixel] = rng.integer(40) + (bright ? 200 : 0);
    }
  }
  return pixels;
}

/** Writes a data set in MNIST's file format, with fewer images. The ten classes alternate. */
export function writeDigits(folder: string, { train = 200, test = 50 } = {}): void {
  mkdirSync(folder, { recursive: true });
  const write = (prefix: string, count: number, seed: number): void => {
    const labels = Array.from({ length: count }, (_, image) => image % 10);
    writeFileSync(join(folder, `${prefix}-images-idx3-ubyte`), idx([count, SIDE, SIDE], pixelsOf(count, seed)));
    writeFileSync(join(folder, `${prefix}-labels-idx1-ubyte`), idx([count], labels));
  };
  write('train', train, 1);
  write('t10k', test, 2);
}
