import { DEFAULT_IMAGE_FOLDER } from './names.js';

/**
 * Returns the folder of image data sets: the given one, or else the environment variable LYREBIRD_DATA, or else `data`.
 * @param path from --data or the configuration
 */
export function imageFolder(path: string | null | undefined): string {
  return path ?? (process.env['LYREBIRD_DATA'] || DEFAULT_IMAGE_FOLDER);
}
