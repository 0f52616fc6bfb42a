import { DEFAULT_IMAGE_FOLDER } from './names.js';

/**
 * The folder to look for images in: the one that was named, else the environment's LYREBIRD_DATA, else `data`.
 * @param named by --data or the configuration
 */
export function imageFolder(named: string | null | undefined): string {
  return named ?? (process.env['LYREBIRD_DATA'] || DEFAULT_IMAGE_FOLDER);
}
