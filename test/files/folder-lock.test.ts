import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OutputError } from '#src/errors.js';
import { isLockFile, lockFolder } from '#src/files/folder-lock.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const folder = useTemporaryFolder({ perTest: true });

const locks = (): string[] => readdirSync(folder.path).filter(isLockFile);

/** Starts a process that locks the folder, reports it, and releases the lock after the given time. */
async function otherProcess(milliseconds: number) {
  const module = new URL('../../dist/src/files/folder-lock.js', import.meta.url).href;
  const code = `
    const { lockFolder } = await import(${JSON.stringify(module)});
    const lock = await lockFolder(${JSON.stringify(folder.path)});
    console.log('locked');
    setTimeout(() => lock.release(), ${milliseconds});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of a folder', () => {
  it('creates the folder, excludes others, and leaves nothing behind', async () => {
    const deep = folder.at('a', 'b');
    const lock = await lockFolder(deep);
    expect(readdirSync(deep).filter(isLockFile)).toHaveLength(1);
    await expect(lockFolder(deep)).rejects.toThrow(`${deep} is in use by this process`);
    await lock.release();
    expect(readdirSync(deep)).toEqual([]);
  });

  it('names the process that holds it', async () => {
    const child = await otherProcess(60_000);
    await expect(lockFolder(folder.path)).rejects.toThrow(
      new OutputError(`${folder.path} is in use by process ${child.pid}: wait until it ends, or stop it`),
    );
    expect(locks()).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('waits with waitSeconds', async () => {
    const child = await otherProcess(300);
    await (await lockFolder(folder.path, { waitSeconds: 20 })).release();
    if (child.exitCode === null) await once(child, 'exit');
    expect(locks()).toEqual([]);
  });

  it('is free as soon as its process is killed', async () => {
    const child = await otherProcess(60_000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(locks()).toHaveLength(1);
    const lock = await lockFolder(folder.path);
    expect(locks()).toHaveLength(1);
    await lock.release();
  });

  it.skipIf(!existsSync('/proc/self/stat'))('does not mistake a process for a dead one with the same id', async () => {
    const child = await otherProcess(60_000);
    const [name] = locks();
    child.kill('SIGKILL');
    await once(child, 'exit');
    // The process id is now that of this process, which started at a different time.
    writeFileSync(folder.at(name!.replace(`-${child.pid}-`, `-${process.pid}-`)), '');
    await (await lockFolder(folder.path)).release();
    expect(locks()).toEqual([]);
  });

  it('of a different host is valid as long as its file is touched', async () => {
    const path = folder.at('.lock-elsewhere-17-4711');
    writeFileSync(path, '');
    await expect(lockFolder(folder.path)).rejects.toThrow('in use by process 17 on elsewhere');
    const longAgo = performance.timeOrigin / 1000 - 3600;
    utimesSync(path, longAgo, longAgo);
    await (await lockFolder(folder.path)).release();
    expect(locks()).toEqual([]);
  });
});
