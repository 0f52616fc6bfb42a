import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAGE_LIST } from '#audio/files/names.js';
import { openOwnedFiles, type PlannedFile } from '#audio/season/owned-files.js';
import { OutputError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder({ perTest: true });
const read = (name: string): string => readFileSync(folder.at(name), 'utf8');

/** A run that writes files with these contents. @returns the names that they got */
async function run(files: Readonly<Record<string, string>>, options: Partial<PlannedFile> = {}) {
  const owned = await openOwnedFiles(folder.path, ['clips', 'index.html']);
  const plans = await owned.plan(Object.keys(files).map((name) => ({ name, ...options })));
  for (const [index, text] of Object.values(files).entries()) {
    const { name } = plans[index]!;
    if (name !== undefined) await owned.write(name, text);
  }
  await owned.finish();
  return plans.map(({ name }) => name);
}

describe('files of a program in a folder', () => {
  it('are replaced and deleted by later runs', async () => {
    await run({ 'clips/a/1.wav': 'one', 'clips/b/2.wav': 'two', 'index.html': 'three' });
    expect([read('clips/a/1.wav'), read('clips/b/2.wav'), read('index.html')]).toEqual(['one', 'two', 'three']);
    await run({ 'clips/a/1.wav': 'four' });
    expect(read('clips/a/1.wav')).toBe('four');
    expect([existsSync(folder.at('clips/b')), existsSync(folder.at('index.html'))]).toEqual([false, false]);
  });

  it('are not written again with the same content', async () => {
    await run({ 'clips/a.wav': 'one' });
    const before = statSync(folder.at('clips/a.wav'));
    await run({ 'clips/a.wav': 'one' });
    expect(statSync(folder.at('clips/a.wav')).ino).toBe(before.ino);
  });

  it('never replace those of others: they get another name, or none', async () => {
    await folder.write('clips/a.wav', 'not ours');
    expect(await run({ 'clips/a.wav': 'one' }, { mayBeRenamed: true })).toEqual(['clips/a_2.wav']);
    expect(await run({ 'clips/a.wav': 'one' })).toEqual([undefined]);
    expect(read('clips/a.wav')).toBe('not ours');
    expect(existsSync(folder.at('clips/a_2.wav'))).toBe(false);
  });

  it('that were changed since are those of others', async () => {
    await run({ 'clips/a.wav': 'one', 'clips/b.wav': 'two' });
    writeFileSync(folder.at('clips/a.wav'), 'ONE');
    expect(await run({ 'clips/a.wav': 'three' }, { mayBeRenamed: true })).toEqual(['clips/a_2.wav']);
    expect(read('clips/a.wav')).toBe('ONE');
    await run({});
    expect(read('clips/a.wav')).toBe('ONE');
    expect(existsSync(folder.at('clips/b.wav'))).toBe(false);
  });

  it('of a run that was killed are known to the next', async () => {
    await run({ 'clips/a.wav': 'one' });
    const killed = await openOwnedFiles(folder.path, ['clips']);
    await killed.plan([{ name: 'clips/a.wav' }, { name: 'clips/b.wav' }, { name: 'clips/c.wav' }]);
    await killed.write('clips/a.wav', 'changed');
    await killed.write('clips/b.wav', 'new');
    expect(await run({ 'clips/a.wav': 'three' }, { mayBeRenamed: true })).toEqual(['clips/a.wav']);
    expect(read('clips/a.wav')).toBe('three');
    expect(existsSync(folder.at('clips/b.wav'))).toBe(false);
  });

  it('are up to date if they were made from the same', async () => {
    const first = await openOwnedFiles(folder.path, ['clips']);
    await first.plan([{ name: 'clips/a.wav', source: 'v1 x' }]);
    await first.write('clips/a.wav', 'one', { seconds: 3 });
    await first.finish();
    const again = await openOwnedFiles(folder.path, ['clips']);
    const [same] = await again.plan([{ name: 'clips/a.wav', source: 'v1 x' }]);
    expect(same).toEqual({ name: 'clips/a.wav', isUpToDate: true, note: { seconds: 3 } });
    again.keep('clips/a.wav');
    await again.finish();
    expect(read('clips/a.wav')).toBe('one');
    const other = await openOwnedFiles(folder.path, ['clips']);
    expect(await other.plan([{ name: 'clips/a.wav', source: 'v2 x' }])).toMatchObject([{ isUpToDate: false }]);
    await other.finish();
    // It was neither written nor kept.
    expect(existsSync(folder.at('clips/a.wav'))).toBe(false);
  });

  it('are in no other folder, whatever the list says', async () => {
    const outside = await folder.write('precious.txt', 'keep');
    await folder.write('notes/x.txt', 'keep');
    const list = {
      '../precious.txt': { pending: true },
      'precious.txt': { pending: true },
      'notes/x.txt': { pending: true },
    };
    await folder.write(PAGE_LIST, JSON.stringify({ files: list }));
    await run({});
    expect([readFileSync(outside, 'utf8'), read('notes/x.txt')]).toEqual(['keep', 'keep']);
  });

  it('are not written or deleted through links', async () => {
    await folder.write('elsewhere/a.wav', 'keep');
    symlinkSync(folder.at('elsewhere'), folder.at('clips'));
    await folder.write(PAGE_LIST, JSON.stringify({ files: { 'clips/a.wav': { pending: true } } }));
    await expect(run({ 'clips/b.wav': 'one' })).rejects.toThrow(OutputError);
    await run({});
    expect(read('elsewhere/a.wav')).toBe('keep');
    expect(existsSync(folder.at('elsewhere/b.wav'))).toBe(false);
  });

  it('are written whatever the list holds, if it is damaged', async () => {
    await folder.write(PAGE_LIST, '{"files":');
    await run({ 'clips/a.wav': 'one' });
    expect(read('clips/a.wav')).toBe('one');
  });
});
