import { DatasetError } from '../../../errors.js';
import { count } from '../../../format-number.js';
import { readBytes } from './bytes.js';
import { checkLabels } from './check-labels.js';
import type { LabelledImages } from './images.js';

const PIXELS = 32 * 32;
const RECORD = 1 + 3 * PIXELS;

/**
 * Reads binary batches of CIFAR-10 one after the other. A batch is a sequence of records of 3,073 bytes: the class,
 * then planes of 32 x 32 bytes of red, green and blue, each in row order.
 * @param maxImages most images of all files together
 * @throws DatasetError if a file has incomplete records, a class is not below 10, there are more images than expected,
 *   or two files have the same images
 */
export async function readCifarRecords(files: readonly string[], maxImages: number): Promise<LabelledImages> {
  const batches: Uint8Array[] = [];
  let images = 0;
  for (const file of files) {
    const batch = await readBatchFile(file, maxImages, maxImages - images);
    const same = batches.findIndex((other) => Buffer.compare(other, batch) === 0);
    if (same >= 0) {
      throw new DatasetError(`${file}: expected other images than ${files[same]}, got the same: download it again`);
    }
    batches.push(batch);
    images += batch.length / RECORD;
  }
  const pixels = new Uint8Array(images * 3 * PIXELS);
  const labels = new Uint8Array(images);
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

/** @param remaining most images of this file */
async function readBatchFile(file: string, maxImages: number, remaining: number): Promise<Uint8Array> {
  const { bytes, more } = await readBytes(file, remaining * RECORD);
  if (more) {
    throw new DatasetError(
      `${file}: expected at most ${count(maxImages)} images in all files, as published, got more than ` +
        `${count(remaining)} in this one`,
    );
  }
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
