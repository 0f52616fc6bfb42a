import type { Stats } from 'node:fs';

/**
 * Says why something is neither a file nor a folder. Reading it could wait for ever.
 * @returns undefined if it is a file or folder
 */
export function specialFileReason(
  stats: Pick<Stats, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket'>,
): string | undefined {
  if (stats.isFile() || stats.isDirectory()) return undefined;
  const kind = stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device';
  return `${kind}, not a file`;
}
