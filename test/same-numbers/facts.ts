import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '#src/train/checkpoint/index.js';
import { NOT_COMPARED } from './names.js';

/** Contents of a folder of outputs: the SHA-256 of every tensor's bytes, and every number, by file and key. */
export interface Facts {
  readonly tensors: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
}

/** Reads all files below a folder that contain tensors (safetensors) or numbers (JSON, NDJSON, CSV). */
export async function readFacts(folder: string): Promise<Facts> {
  const tensors = new Map<string, string>();
  const numbers = new Map<string, number>();
  const add = (file: string, value: unknown): void => {
    for (const [key, number] of leaves(value)) if (!NOT_COMPARED.test(key)) numbers.set(`${file}: ${key}`, number);
  };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const file = path.slice(folder.length + 1);
    if (entry.name.endsWith('.safetensors')) {
      // File names contain a hash of the contents, which must not be part of the key.
      const kind = file.replace(/-[0-9a-f]+\.safetensors$/, '');
      for (const [name, { data, shape }] of Object.entries(decodeSafetensors(await readFile(path), path).tensors)) {
        const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        tensors.set(`${kind}: ${name} [${shape.join(', ')}]`, createHash('sha256').update(bytes).digest('hex'));
      }
    } else if (entry.name.endsWith('.json')) {
      add(file, JSON.parse(await readFile(path, 'utf8')));
    } else if (entry.name.endsWith('.ndjson')) {
      const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
      add(
        file,
        lines.map((line) => JSON.parse(line) as unknown),
      );
    } else if (entry.name.endsWith('.csv')) {
      add(file, parse(await readFile(path), { columns: true, cast: true }));
    }
  }
  return { tensors, numbers };
}

function* leaves(value: unknown, above = ''): Generator<[key: string, value: number]> {
  if (typeof value === 'number') yield [above, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, above === '' ? key : `${above}.${key}`);
}
