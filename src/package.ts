import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Root folder of the package, two levels above the built file. */
const ROOT = new URL('../../', import.meta.url);

/** Folder of the configurations that ship with Lyrebird. */
export const CONFIG_FOLDER = fileURLToPath(new URL('configs/', ROOT));

/** Version of this package. */
export function lyrebirdVersion(): string {
  return (JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string }).version;
}
