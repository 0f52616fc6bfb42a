import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The package's own folder, two above this built file. */
const ROOT = new URL('../../', import.meta.url);

/** The folder of the experiments that come with Lyrebird. */
export const CONFIG_FOLDER = fileURLToPath(new URL('configs/', ROOT));

/** Version of this package. */
export function lyrebirdVersion(): string {
  return (JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string }).version;
}
