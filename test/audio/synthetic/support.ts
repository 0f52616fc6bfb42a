import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { parse } from 'csv-parse/sync';

/** Hash of the names and bytes of all files below a folder. */
export async function hashOf(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(relative(dir, file).replaceAll(sep, '/'));
    hash.update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Reads a table beside synthetic recordings. */
export async function rowsOf(dir: string, table: string): Promise<readonly Readonly<Record<string, string>>[]> {
  return parse(await readFile(join(dir, table)), { columns: true });
}

/** Level in decibels: 20 log10 of the RMS. */
export function levelDb(sound: ArrayLike<number>): number {
  return 10 * Math.log10(product(sound, sound) / sound.length);
}

/** Inner product. */
export function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Greatest correlation of a sound with a piece of a longer one, found by its first samples.
 * @returns from -1 to 1
 */
export function correlationWithin(pcm: Float32Array, whole: Float32Array): number {
  const probe = pcm.subarray(0, 200);
  let [best, start] = [-1, 0];
  for (let at = 0; at + pcm.length <= whole.length; at++) {
    const value = correlation(probe, whole.subarray(at, at + probe.length));
    if (value > best) [best, start] = [value, at];
  }
  return correlation(pcm, whole.subarray(start, start + pcm.length));
}

function correlation(a: Float32Array, b: Float32Array): number {
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
