import { DatasetError } from '../../../errors.js';
import { readBytes } from './bytes.js';
import { checkLabels } from './check-labels.js';
import type { LabelledImages } from './images.js';

const PIXELS = 32 * 32;
const RECORD = 1 + 3 * PIXELS;

/**
 * Reads CIFAR-10's binary batches, one after the other. A batch is any number of records of 3,073 bytes: the class, then 32 x 32 bytes
 * of red, of green and of blue, each row by row.
 * @throws DatasetError if a file is not made of whole records, or a class is not below 10
 */
export async function readCifarRecords(files: readonly string[]): Promise<LabelledImages> {
  const batches: Uint8Array[] = [];
  for (const file of files) batches.push(await readBatchFile(file));
  const count = batches.reduce((sum, batch) => sum + batch.length / RECORD, 0);
  const pixels = new Uint8Array(count * 3 * PIXELS);
  const labels = new Uint8Array(count);
  let image = 0;
  batches.forEach((batch, number) => {
    const first = image;
    for (let record = 0; record < batch.length; record += RECORD, image++) {
      labels[image] = batch[record]!;
      interleave(batch, record + 1, pixels, image * 3 * PIXELS);
    }
    checkLabels(files[number]!, labels.subarray(first, image), 10);
  });
  return { pixels, labels, shape: [32, 32, 3] };
}

async function readBatchFile(file: string): Promise<Uint8Array> {
  const bytes = await readBytes(file);
  const rest = bytes.length % RECORD;
  if (bytes.length === 0 || rest !== 0) {
    const got = `${Math.floor(bytes.length / RECORD)} and ${rest} bytes`;
    throw new DatasetError(`${file}: expected whole CIFAR-10 records of ${RECORD} bytes, at least one, got ${got}`);
  }
  return bytes;
}

/** Planes of red, green and blue at `from` become pixels at `to`. */
function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    pixels[to + 3 * pixel] = planes[from + pixel]!;
    pixels[to + 3 * pixel + 1] = planes[from + PIXELS + pixel]!;
    pixels[to + 3 * pixel + 2] = planes[from + 2 * PIXELS + pixel]!;
  }
}
