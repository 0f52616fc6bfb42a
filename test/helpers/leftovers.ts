import { thisProcess } from '#src/files/process-identity.js';
import { temporaryName } from '#src/files/temporary-file.js';

/** Higher than any process id in use. */
const DEAD_PID = 2 ** 22 + 1;

const self = await thisProcess();

/** Name of a temporary file that a killed process of this machine left behind. */
export function leftoverName(): string {
  return temporaryName({ ...self, pid: DEAD_PID });
}
