import { fileURLToPath } from 'node:url';

/** The words of a command line that start Lyrebird: Node.js, and the launcher in `cli/`. */
export const LYREBIRD: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL('../../cli/lyrebird.js', import.meta.url)),
];
