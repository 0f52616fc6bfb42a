import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the package, two levels above the built file. */
const ROOT = new URL('../../', import.meta.url);

/** Folder of the configurations that ship with Lyrebird. */
export const CONFIG_FOLDER = fileURLToPath(new URL('configs/', ROOT));

/** Folder of the recordings without birds that ship with Lyrebird. */
export const CLIP_FOLDER = fileURLToPath(new URL('audio/negatives/clips/', ROOT));

/** Version of this package. */
export function lyrebirdVersion(): string {
  return (JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string }).version;
}

/**
 * Returns the command that starts Lyrebird: `lyrebird` if installed globally, or else `npx lyrebird`, which works in a
 * project and in a clone.
 * @param folder the package's root folder
 */
export function lyrebirdCommand(folder: string = fileURLToPath(ROOT)): 'lyrebird' | 'npx lyrebird' {
  const parent = dirname(folder);
  // A project has its package.json next to node_modules; the global folder has none.
  const isGlobal = basename(parent) === 'node_modules' && !existsSync(join(dirname(parent), 'package.json'));
  return isGlobal ? 'lyrebird' : 'npx lyrebird';
}
