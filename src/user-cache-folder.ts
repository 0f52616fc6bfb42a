import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns the folder of this program among the user's caches. */
export function userCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || env['LOCALAPPDATA'] || join(homedir(), '.cache'), 'lyrebird');
}
