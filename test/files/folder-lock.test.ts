import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { OutputError } from '#src/errors.js';
import { isLockFile, lockFolder } from '#src/files/folder-lock.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const folder = useTemporaryFolder({ perTest: true });

const locks = (): string[] => readdirSync(folder.path).filter(isLockFile);

/** File in which holders note that they have the lock, and that they are about to release it. */
const log = (): string => folder.at('log');

type Child = ChildProcessByStdio<null, Readable, null>;

/**
 * Starts a process that locks the folder, prints `locked` or the error, and holds the lock for the given time.
 * @param command what starts it, such as `unshare`
 */
function lockIn(milliseconds: number, waitSeconds = 0, ...command: readonly string[]): Child {
  const module = new URL('../../dist/src/files/folder-lock.js', import.meta.url).href;
  const code = `
    import { appendFileSync } from 'node:fs';
    const { lockFolder } = await import(${JSON.stringify(module)});
    try {
      const lock = await lockFolder(${JSON.stringify(folder.path)}, { waitSeconds: ${waitSeconds} });
      console.log('locked');
      appendFileSync(${JSON.stringify(log())}, 'in ');
      setTimeout(() => {
        appendFileSync(${JSON.stringify(log())}, 'out ');
        void lock.release();
      }, ${milliseconds});
    } catch (error) {
      console.log(error.message);
    }`;
  const [program, ...args] = [...command, process.execPath, '--input-type=module', '-e', code];
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Starts such a process and waits until it has locked the folder. */
async function otherProcess(milliseconds: number): Promise<Child> {
  const child = lockIn(milliseconds);
  await once(child.stdout, 'data');
  return child;
}

/** The next line that a process prints. */
async function nextLine({ stdout }: Child): Promise<string> {
  return String((await once(stdout, 'data'))[0]).trim();
}

/** Starts a program in a PID namespace of its own, as a container does. */
const CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const hasContainers = spawnSync(CONTAINER[0]!, [...CONTAINER.slice(1), 'true']).status === 0;

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

  it.skipIf(!hasContainers)('holds in another PID namespace, where its process has a different id', async () => {
    const child = lockIn(60_000, 0, ...CONTAINER);
    expect(await nextLine(child)).toBe('locked');
    await expect(lockFolder(folder.path)).rejects.toThrow(/is in use by process \d+ of another container or machine/);
    expect(await nextLine(lockIn(0, 0, ...CONTAINER))).toMatch(/is in use by process \d+ of another container/);
    expect(locks()).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('of a dead process goes to one of several that want it at once; the others are refused', async () => {
    const dead = await otherProcess(60_000);
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    const children = [1, 2, 3, 4].map(() => lockIn(60_000));
    const answers = await Promise.all(children.map(nextLine));
    expect(answers.filter((answer) => answer === 'locked')).toHaveLength(1);
    expect(answers.filter((answer) => answer.includes('is in use by process'))).toHaveLength(3);
    expect(locks()).toHaveLength(1);
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(children.filter(({ exitCode }) => exitCode === null).map((child) => once(child, 'exit')));
  });

  it('is passed on among several that wait, and never held by two', async () => {
    const children = [1, 2, 3].map(() => lockIn(50, 30));
    await Promise.all(children.map((child) => once(child, 'exit')));
    expect(readFileSync(log(), 'utf8')).toBe('in out in out in out ');
    expect(locks()).toEqual([]);
  });

  it('knows when another process has taken it over', async () => {
    const lock = await lockFolder(folder.path);
    await lock.assertHeld();
    unlinkSync(folder.at(locks()[0]!));
    await expect(lock.assertHeld()).rejects.toThrow(/was taken over by another process/);
    await lock.release();
  });
});

describe('the lock of another machine', () => {
  const foreign = (name = '.lock-elsewhere-0badcafe-4026531836-17-4711'): string => folder.at(name);
  /** Writes the lock file with a date so many seconds from now. */
  const write = (secondsFromNow: number, path = foreign(), content = '1'): void => {
    writeFileSync(path, content);
    const date = performance.timeOrigin / 1000 + secondsFromNow;
    utimesSync(path, date, date);
  };

  it.each(['.lock-elsewhere-0badcafe-4026531836-17-4711', '.lock-elsewhere-17-4711'])(
    'is valid while it is recent: %s',
    async (name) => {
      write(0, foreign(name));
      await expect(lockFolder(folder.path)).rejects.toThrow('in use by process 17 on elsewhere');
    },
  );

  it.each([
    ['old', -3600],
    ['dated in the future', 3600],
  ])('is taken over if it is %s, and has not changed for a while', async (_, seconds) => {
    write(seconds);
    const messages: string[] = [];
    const options = { patienceSeconds: 0.3, onWait: (message: string) => messages.push(message) };
    await (await lockFolder(folder.path, options)).release();
    expect(locks()).toEqual([]);
    expect(messages).toEqual([
      `${folder.path} is locked by process 17 on elsewhere, which gives no sign of life: ` +
        'watching it for 0.3 seconds before taking over',
    ]);
  });

  it('is valid if it changes, whatever its date', async () => {
    write(3600);
    const options = { patienceSeconds: 60, onWait: () => write(3600, foreign(), '2') };
    await expect(lockFolder(folder.path, options)).rejects.toThrow('in use by process 17 on elsewhere');
    expect(locks()).toHaveLength(1);
  });
});
