import { DatasetError } from '../../../errors.js';
import { count } from '../../../format-number.js';
import { readBytes } from './bytes.js';
import { checkLabels } from './check-labels.js';
import type { LabelledImages } from './images.js';

/** What a file of the zip code digits is expected to hold. */
export interface ZipDigitsExpectation {
  readonly side: number;
  readonly classes: number;
  /** Most images that the published file has. */
  readonly maxImages: number;
}

/** Longest text of a value with its separator: `-1.0000 `. */
const MAX_VALUE_CHARACTERS = 9;

/**
 * Reads a text file of digits, plain or gzip, as published with "The Elements of Statistical Learning": a line per
 * image, with the digit and its pixels from -1 to 1, row by row, separated by spaces. Values are rounded to 256 levels.
 * @throws DatasetError if a line has another form, or there are more images than expected, or none
 */
export async function readZipDigits(
  file: string,
  { side, classes, maxImages }: ZipDigitsExpectation,
): Promise<LabelledImages> {
  const values = side * side + 1;
  // A line more than the published file has tells of one that is longer.
  const { bytes, more } = await readBytes(file, (maxImages + 1) * values * MAX_VALUE_CHARACTERS);
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').trimEnd().split('\n');
  if (lines[0] === '') throw new DatasetError(`${file}: expected images, got an empty file`);
  if (more || lines.length > maxImages) {
    throw new DatasetError(`${file}: expected at most ${count(maxImages)} images, as in the published file, got more`);
  }
  const pixels = new Uint8Array(lines.length * side * side);
  const labels = new Uint8Array(lines.length);
  for (const [image, line] of lines.entries()) {
    const fields = line.trim().split(/\s+/);
    const where = `${file}: line ${image + 1}`;
    if (fields.length !== values) {
      throw new DatasetError(`${where}: expected a digit and ${values - 1} pixels, got ${fields.length} values`);
    }
    const [label, ...shades] = fields.map(Number) as [number, ...number[]];
    // A label that is no byte would wrap to one.
    labels[image] = Number.isInteger(label) && label >= 0 && label < classes ? label : 255;
    for (const [index, shade] of shades.entries()) {
      if (!(shade >= -1 && shade <= 1)) {
        throw new DatasetError(`${where}: expected pixels from -1 to 1, got ${fields[index + 1]!.slice(0, 20)}`);
      }
      pixels[image * side * side + index] = Math.round(((shade + 1) / 2) * 255);
    }
  }
  checkLabels(file, labels, classes);
  return { pixels, labels, shape: [side, side, 1] };
}
