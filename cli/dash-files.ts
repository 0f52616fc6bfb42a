import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { AUDIO_EXTENSIONS } from '../audio/files/names.js';

/**
 * Finds an argument that was meant as a file, although it begins like an option: `-leading.mp3`, which is also
 * `--len eading.mp3` if there is an option `-l`.
 * @returns a line that says how to name the file; undefined if there is no such argument
 */
export function dashFileHint(
  args: readonly string[],
  isFile: (path: string) => boolean = existsSync,
): string | undefined {
  const file = optionLike(args).find((arg) => isFile(arg) || AUDIO_EXTENSIONS.has(extname(arg).toLowerCase()));
  return file === undefined ? undefined : `(for the file ${file}, write ./${file}, or -- before all files)`;
}

/** Returns the first argument that begins like an option and is the name of a file that exists. */
export function dashFile(args: readonly string[], isFile: (path: string) => boolean = existsSync): string | undefined {
  return optionLike(args).find((arg) => isFile(arg));
}

/** Arguments that begin with one dash, up to `--`. */
function optionLike(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).filter((arg) => /^-[^-]/.test(arg));
}
