import { fileURLToPath } from 'node:url';
import type { TrialCommand } from '../src/sweep/index.js';

/** The words of a command line that start Lyrebird: Node.js, and the launcher in `cli/`. */
export const LYREBIRD: TrialCommand['command'] = [
  process.execPath,
  fileURLToPath(new URL('../../cli/lyrebird.js', import.meta.url)),
];
