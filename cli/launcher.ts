import { fileURLToPath } from 'node:url';
import type { TrialCommand } from '../src/sweep/index.js';

/** Start of a command line that runs Lyrebird: Node.js and `cli/lyrebird.js`. */
export const LYREBIRD: TrialCommand['command'] = [
  process.execPath,
  fileURLToPath(new URL('../../cli/lyrebird.js', import.meta.url)),
];
