import { readFileSync } from 'node:fs';

/** The project's own version, from its package.json (two folders above the built file). */
export function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
