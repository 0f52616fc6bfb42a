import { DatasetError } from '../../../errors.js';
import { readBytes } from './bytes.js';
import { checkLabels } from './check-labels.js';
import type { LabelledImages } from './images.js';

const PIXELS = 32 * 32;
const RECORD = 1 + 3 * PIXELS;

/**
 * Reads binary batches of CIFAR-10 one after the other. A batch is a sequence of records of 3,073 bytes: the class,
 * then planes of 32 x 32 bytes of red, green and blue, each in row order.
 * @throws DatasetError if a file has incomplete records, or a class is not below 10
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
  const extraBytes = bytes.length % RECORD;
  if (bytes.length === 0 || extraBytes !== 0) {
    const got = `${Math.floor(bytes.length / RECORD)} records and ${extraBytes} bytes`;
    throw new DatasetError(`${file}: expected one or more complete CIFAR-10 records of ${RECORD} bytes, got ${got}`);
  }
  return bytes;
}

/** Converts planes of red, green and blue at `from` to interleaved pixels at `to`. */
function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    pixels[to + 3 * pixel] = planes[from + pixel]!;
    pixels[to + 3 * pixel + 1] = planes[from + PIXELS + pixel]!;
    pixels[to + 3 * pixel + 2] = planes[from + 2 * PIXELS + pixel]!;
  }
}
