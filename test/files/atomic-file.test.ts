import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFileAtomically, openAtomicFile, writeFileAtomically } from '#src/files/atomic-file.js';
import { thisProcess } from '#src/files/process-identity.js';
import { isTemporaryFile, removeLeftovers, temporaryName } from '#src/files/temporary-file.js';
import { leftoverName } from '../helpers/leftovers.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const folder = useTemporaryFolder({ perTest: true });
const self = await thisProcess();
const read = (name: string): string => readFileSync(folder.at(name), 'utf8');
const names = (): string[] => readdirSync(folder.path).sort();

/** As long as a file name may be: 255 bytes. */
const LONGEST = `${'é'.repeat(125)}x.csv`;

describe('writeFileAtomically', () => {
  it('replaces a file and leaves nothing else', async () => {
    await writeFileAtomically(folder.at('a.txt'), 'old');
    await writeFileAtomically(folder.at('a.txt'), 'new');
    expect(read('a.txt')).toBe('new');
    expect(names()).toEqual(['a.txt']);
  });

  it('writes a file with the longest name that the file system allows', async () => {
    expect(Buffer.byteLength(LONGEST)).toBe(255);
    await writeFileAtomically(folder.at(LONGEST), 'long');
    expect(read(LONGEST)).toBe('long');
  });

  it('refuses a longer name in one line, and leaves nothing behind', async () => {
    const path = folder.at(`x${LONGEST}`);
    await expect(writeFileAtomically(path, 'x')).rejects.toThrow(
      `cannot write ${path}: the name is too long (ENAMETOOLONG)`,
    );
    expect(names()).toEqual([]);
  });

  it('replaces a symbolic link, and does not write to where it leads', async () => {
    writeFileSync(folder.at('precious'), 'mine');
    symlinkSync(folder.at('precious'), folder.at('link'));
    await writeFileAtomically(folder.at('link'), 'new');
    expect(read('precious')).toBe('mine');
    expect(lstatSync(folder.at('link')).isSymbolicLink()).toBe(false);
  });

  it('removes what killed processes left in the folder, with its first write there', async () => {
    const dead = leftoverName();
    writeFileSync(folder.at(dead), 'half');
    writeFileSync(folder.at('notes.tmp'), 'mine');
    await writeFileAtomically(folder.at('a.txt'), 'new');
    expect(names()).toEqual(['a.txt', 'notes.tmp']);
  });
});

describe('openAtomicFile', () => {
  it('shows nothing before it is finished, then everything', async () => {
    writeFileSync(folder.at('a.csv'), 'old');
    const file = await openAtomicFile(folder.at('a.csv'));
    const line = `${'é'.repeat(99)}\n`;
    for (let i = 0; i < 2000; i++) await file.write(line);
    expect(read('a.csv')).toBe('old');
    await file.finish();
    await file.abandon();
    expect(read('a.csv')).toBe(line.repeat(2000));
    expect(names()).toEqual(['a.csv']);
  });

  it('keeps the old file and nothing else if it is abandoned', async () => {
    writeFileSync(folder.at('a.csv'), 'old');
    const file = await openAtomicFile(folder.at('a.csv'));
    await file.write('new');
    await file.abandon();
    expect(read('a.csv')).toBe('old');
    expect(names()).toEqual(['a.csv']);
  });
});

describe('createFileAtomically', () => {
  it('creates a file once', async () => {
    expect(await createFileAtomically(folder.at('a.json'), 'first')).toBe(true);
    expect(await createFileAtomically(folder.at('a.json'), 'second')).toBe(false);
    expect(read('a.json')).toBe('first');
    expect(names()).toEqual(['a.json']);
  });
});

describe('temporary files', () => {
  it('of live processes stay, those of dead processes go', async () => {
    const other = spawn('sleep', ['60']);
    const { pid } = other;
    const start = existsSync('/proc/self/stat')
      ? readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')[19]!
      : '0';
    const live = [temporaryName(self), temporaryName({ ...self, pid: pid!, start })];
    const dead = [leftoverName(), temporaryName({ ...self, start: '1' })];
    for (const name of [...live, ...dead]) writeFileSync(folder.at(name), '');
    await removeLeftovers(folder.path);
    expect(names()).toEqual(live.sort());
    other.kill('SIGKILL');
    await once(other, 'exit');
    await removeLeftovers(folder.path);
    expect(names()).toEqual([live.find((name) => name.includes(`-${process.pid}-`))]);
  });

  it('of another host go after a day without a change', async () => {
    const name = temporaryName({ ...self, host: 'elsewhere' });
    writeFileSync(folder.at(name), '');
    await removeLeftovers(folder.path);
    expect(names()).toEqual([name]);
    const longAgo = performance.timeOrigin / 1000 - 2 * 86_400;
    utimesSync(folder.at(name), longAgo, longAgo);
    await removeLeftovers(folder.path);
    expect(names()).toEqual([]);
  });

  it('of another machine go at once from a locked folder', async () => {
    writeFileSync(folder.at(temporaryName({ ...self, boot: '01234567' })), '');
    await removeLeftovers(folder.path, { locked: true });
    expect(names()).toEqual([]);
  });

  it('are recognised by name, other files are not', () => {
    expect(isTemporaryFile(temporaryName(self))).toBe(true);
    for (const name of ['a.tmp', '.lyrebird.ndjson', 'a.csv.17-1.tmp', '.lyrebird-1.tmp']) {
      expect(isTemporaryFile(name)).toBe(false);
    }
  });
});
