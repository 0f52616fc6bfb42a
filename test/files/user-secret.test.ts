import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { userSecret } from '#src/files/index.js';
import { userCacheFolder } from '#src/user-cache-folder.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const folder = useTemporaryFolder();

describe('the secret of a user', () => {
  it('is made once, for this user only, and the same for processes that ask at once', async () => {
    const caches = folder.at('a/b');
    const keys = await Promise.all(Array.from({ length: 5 }, () => userSecret(caches)));
    expect(keys[0]).toHaveLength(32);
    for (const key of [...keys, await userSecret(caches)]) expect(key).toEqual(keys[0]);
    const file = join(caches, 'secret.key');
    expect(await readFile(file)).toEqual(keys[0]);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('is hidden from others, if they could read it', async () => {
    const key = await userSecret(folder.at('open'));
    await chmod(folder.at('open/secret.key'), 0o644);
    expect(await userSecret(folder.at('open'))).toEqual(key);
    expect((await stat(folder.at('open/secret.key'))).mode & 0o777).toBe(0o600);
  });

  it('is another for another user', async () => {
    expect(await userSecret(folder.at('c'))).not.toEqual(await userSecret(folder.at('d')));
  });

  it('does not exist where the folder cannot be made, or the file is none of ours', async () => {
    await writeFile(folder.at('file'), 'in the way');
    expect(await userSecret(folder.at('file'))).toBeUndefined();
    await userSecret(folder.at('e'));
    await chmod(folder.at('e/secret.key'), 0o600);
    await writeFile(folder.at('e/secret.key'), 'short');
    expect(await userSecret(folder.at('e'))).toBeUndefined();
  });

  it.each([
    [{ XDG_CACHE_HOME: '/x' }, join('/x', 'lyrebird')],
    [{ LOCALAPPDATA: '/l' }, join('/l', 'lyrebird')],
  ])('%j: caches are in %s', (env, expected) => {
    expect(userCacheFolder(env)).toBe(expected);
  });
});
