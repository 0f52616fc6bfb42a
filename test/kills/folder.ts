import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLockFile, isTemporaryFile } from '#src/files/index.js';

/** Hashes the files below a folder, by path. */
export function hashesOf(folder: string, isIncluded: (path: string) => boolean = () => true): Map<string, string> {
  const hashes = new Map<string, string>();
  if (!existsSync(folder)) return hashes;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const below = path.slice(folder.length + 1);
    if (!entry.isFile() || isLeftover(entry.name) || !isIncluded(below)) continue;
    hashes.set(below, createHash('sha256').update(readFileSync(path)).digest('hex'));
  }
  return hashes;
}

/** Names the files that a finished run should not leave behind. */
export function leftoversIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    isLeftover(path.split('/').at(-1)!),
  );
}

/** Describes in which files two folders differ. */
export function differences(hashes: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>): string[] {
  return [
    ...[...expected.keys()].filter((path) => !hashes.has(path)).map((path) => `${path} is missing`),
    ...[...hashes.keys()].filter((path) => !expected.has(path)).map((path) => `${path} should not be there`),
    ...[...hashes]
      .filter(([path, hash]) => expected.has(path) && expected.get(path) !== hash)
      .map(([path]) => `${path} differs`),
  ];
}

function isLeftover(name: string): boolean {
  return isLockFile(name) || isTemporaryFile(name) || /\.(tmp|partial)$/.test(name);
}
