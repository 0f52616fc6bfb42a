import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '#src/files/make-folder.js';
import { isFolderBelow, isPathBelow, makeFolderBelow, refuseLinks } from '#src/files/path-below.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const folder = useTemporaryFolder({ perTest: true });

describe('makeFolder', () => {
  it('creates a folder and its parents, or leaves it as it is', async () => {
    await makeFolder(folder.at('a/b/c'));
    await makeFolder(folder.at('a/b/c'));
    await makeFolder('.');
    expect(readdirSync(folder.at('a/b'))).toEqual(['c']);
  });

  it('names what is in the way', async () => {
    writeFileSync(folder.at('file'), '');
    await expect(makeFolder(folder.at('file'))).rejects.toThrow('file: a file is in the way (EEXIST)');
    await expect(makeFolder(folder.at('file/a/b'))).rejects.toThrow('a file is in the way of one of its folders');
    symlinkSync(folder.at('nowhere'), folder.at('link'));
    await expect(makeFolder(folder.at('link'))).rejects.toThrow(`cannot write ${folder.at('link')}: `);
  });

  // mkdir with `recursive` never returns here.
  it.skipIf(!existsSync('/proc/self'))('ends where no folders can be created', async () => {
    await expect(makeFolder('/proc/lyrebird')).rejects.toThrow('no folder can be created there');
    await expect(makeFolder('/proc/lyrebird/a/b')).rejects.toThrow('no folder can be created there');
  });
});

/** Runs a shell command where a folder is a read-only file system. */
function whereReadOnly(path: string, ...command: readonly string[]): string {
  const script = 'mount -t tmpfs -o ro tmpfs "$1" && shift && exec "$@"';
  const args = ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', path, ...command];
  return execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function canMount(): boolean {
  try {
    whereReadOnly('/tmp', 'true');
    return true;
  } catch {
    return false;
  }
}

it.skipIf(!canMount())('makeFolder names a read-only file system, and accepts a folder that is there', () => {
  const code = `
    const { makeFolder } = await import('${new URL('../../dist/src/files/make-folder.js', import.meta.url).href}');
    await makeFolder(process.argv[1]);
    await makeFolder(process.argv[1] + '/a/b').catch(({ message }) => console.log(message));`;
  expect(whereReadOnly(folder.path, process.execPath, '--input-type=module', '-e', code, folder.path)).toBe(
    `cannot write ${folder.at('a')}: the file system is read-only (EROFS)\n`,
  );
});

describe('paths below a folder', () => {
  it.each(['a.wav', 'a/b.wav', '..a/b..', 'ünï код/with space.WAV', '.hidden'])('%s is one', (name) => {
    expect(isPathBelow(name)).toBe(true);
  });

  it.each(['', '.', '..', '../x', 'a/../../x', 'a/..', '/etc/passwd', 'a//b', 'a/', './a', 'a\0b'])(
    '%j is none',
    (name) => {
      expect(isPathBelow(name)).toBe(false);
    },
  );

  it('are created, but not through symbolic links', async () => {
    mkdirSync(folder.at('outside'));
    mkdirSync(folder.at('inside'));
    symlinkSync(folder.at('outside'), folder.at('inside/link'));
    const inside = folder.at('inside');
    expect(await makeFolderBelow(inside, 'a/b')).toBe(folder.at('inside/a/b'));
    expect(await isFolderBelow(inside, 'a/b')).toBe(true);
    expect(await isFolderBelow(inside, 'a/c')).toBe(false);
    expect(await makeFolderBelow(inside, '')).toBe(inside);
    const refusal = `${folder.at('inside/link')}: it is a symbolic link`;
    await expect(makeFolderBelow(inside, 'link/c')).rejects.toThrow(refusal);
    await expect(isFolderBelow(inside, 'link')).rejects.toThrow(refusal);
    await expect(makeFolderBelow(inside, '../outside/d')).rejects.toThrow('it leads out of its folder');
    expect(readdirSync(folder.at('outside'))).toEqual([]);
    await refuseLinks(inside, ['a', 'missing']);
    await expect(refuseLinks(inside, ['a', 'link'])).rejects.toThrow(refusal);
  });
});
