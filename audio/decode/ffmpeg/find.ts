import { constants } from 'node:fs';
import { access, chmod, copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { ConfigError } from '../../../src/errors.js';
import { userCacheFolder } from '../../../src/user-cache-folder.js';

/** Where an ffmpeg was found, in order of preference. */
export type FfmpegOrigin = 'option' | 'FFMPEG_PATH' | 'ffmpeg-static' | 'PATH' | '@ffmpeg-installer/ffmpeg';

/** An ffmpeg that runs. */
export interface FfmpegBinary {
  readonly path: string;
  readonly source: FfmpegOrigin;
  /** Version that the binary reports. */
  readonly version: string;
  /** Year of its source, which is the last in its copyright notice. */
  readonly year?: number;
}

/** Advice for messages about a missing ffmpeg. */
export const HOW_TO_GET_FFMPEG =
  'install ffmpeg (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg), ' +
  'or name one with --ffmpeg or FFMPEG_PATH';

/**
 * Finds an ffmpeg that runs. Tries the given path, FFMPEG_PATH, `ffmpeg-static` (if its binary was downloaded), PATH,
 * and `@ffmpeg-installer/ffmpeg`, whose npm packages contain the binary.
 * @param explicit path of an ffmpeg; if given, nothing else is tried
 * @returns undefined if there is none
 * @throws ConfigError if `explicit` or FFMPEG_PATH is set and does not run
 */
export function findFfmpeg(explicit?: string): Promise<FfmpegBinary | undefined> {
  const key = JSON.stringify([explicit, process.env['FFMPEG_PATH'], process.env['PATH']]);
  const cached = searches.get(key);
  if (cached) return cached;
  const search = searchFfmpeg(explicit);
  searches.set(key, search);
  return search;
}
/** Cached searches: running a binary to get its version takes 50 ms. */
const searches = new Map<string, Promise<FfmpegBinary | undefined>>();

async function searchFfmpeg(explicit: string | undefined): Promise<FfmpegBinary | undefined> {
  for (const [source, path] of [
    ['option', explicit],
    ['FFMPEG_PATH', process.env['FFMPEG_PATH']],
  ] as const) {
    if (!path) continue;
    const answer = await askVersion(path);
    if (answer !== undefined) return { path, source, ...answer };
    const hint = (await isExecutable(path))
      ? 'it does not respond to -version'
      : 'there is no executable file at this path';
    throw new ConfigError(
      `ffmpeg from ${source === 'option' ? 'the option --ffmpeg' : source} cannot be used: ${hint}: ${path}`,
    );
  }
  for (const [source, candidates] of [
    ['ffmpeg-static', staticPath],
    ['PATH', onPath],
    ['@ffmpeg-installer/ffmpeg', installerPath],
  ] as const) {
    for (const path of await candidates()) {
      const answer = await askVersion(path);
      if (answer !== undefined) return { path, source, ...answer };
    }
  }
  return undefined;
}

const require = createRequire(import.meta.url);
const EXE = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';

/** Checks the path of `ffmpeg-static`, which it returns whether or not its install script downloaded the binary. */
async function staticPath(): Promise<readonly string[]> {
  const path = optional(() => require('ffmpeg-static') as string | null);
  return path && (await isFile(path)) ? [path] : [];
}

async function onPath(): Promise<readonly string[]> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const paths = folders.map((folder) => join(folder, EXE));
  const executable = await Promise.all(paths.map(isExecutable));
  return paths.filter((_, i) => executable[i]);
}

/** The package's install script makes its binary executable, but install scripts may be disabled. */
async function installerPath(): Promise<readonly string[]> {
  const path = optional(() => (require('@ffmpeg-installer/ffmpeg') as { readonly path: string }).path);
  if (!path) return [];
  const executable = await executableCopy(path);
  return executable === undefined ? [] : [executable];
}

/**
 * Returns the binary itself if it is executable or can be made so, otherwise an executable copy in the user's cache
 * folder.
 * @returns undefined if neither works
 */
export async function executableCopy(
  path: string,
  cacheFolder: string = userCacheFolder(),
): Promise<string | undefined> {
  if (await isExecutable(path)) return path;
  try {
    await chmod(path, 0o755);
    return path;
  } catch {
    // node_modules is read-only or belongs to another user: fall through to the copy.
  }
  try {
    const { size } = await stat(path);
    const copy = join(cacheFolder, `ffmpeg-${size}${process.platform === 'win32' ? '.exe' : ''}`);
    if (await isExecutable(copy)) return copy;
    await mkdir(cacheFolder, { recursive: true });
    const partial = `${copy}.${process.pid}`;
    await copyFile(path, partial);
    await chmod(partial, 0o755);
    await rename(partial, copy);
    return copy;
  } catch {
    return undefined;
  }
}

function optional<T>(load: () => T): T | undefined {
  try {
    return load();
  } catch {
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

async function isExecutable(path: string): Promise<boolean> {
  if (!(await isFile(path))) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Returns version and year that `ffmpeg -version` reports; undefined if the binary does not run. Its own process group
 * keeps Ctrl+C from ending it, which would look like a binary that does not run.
 */
async function askVersion(path: string): Promise<Pick<FfmpegBinary, 'version' | 'year'> | undefined> {
  // Imported here, as most commands never look for an ffmpeg: it takes 0.15 s to load.
  const { execa } = await import('execa');
  const { failed, stdout } = await execa(path, ['-hide_banner', '-version'], {
    ...{ reject: false, stdin: 'ignore', stderr: 'ignore', timeout: 20_000 },
    detached: process.platform !== 'win32',
  });
  const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1];
  if (failed || version === undefined) return undefined;
  const year = /^ffmpeg version .* Copyright \(c\) (?:\d+-)?(\d{4}) /.exec(stdout)?.[1];
  return year === undefined ? { version } : { version, year: Number(year) };
}
