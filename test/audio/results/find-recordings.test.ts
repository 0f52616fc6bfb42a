import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRecordings } from '#audio/index.js';
import { DatasetError } from '#src/errors.js';
import { asOrdinaryUser, isPosix } from '../../helpers/ordinary-user.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { messageOf } from '../support.js';

const folder = useTemporaryFolder({ perTest: true });
const { at } = folder;

/** Finds recordings below the folder. @returns keys, and what was left out, in lines */
async function find(...inputs: readonly string[]): Promise<{ keys: string[]; leftOut: string[] }> {
  const leftOut: string[] = [];
  const recordings = await findRecordings(
    inputs.map((input) => at(input)),
    { onLeftOut: (path, reason) => leftOut.push(`${path.replace(`${folder.path}/`, '')}: ${reason}`) },
  );
  return { keys: recordings.map(({ key }) => key), leftOut };
}

describe('findRecordings', () => {
  it('finds each recording once, sorted by name in each folder, with a key below the common folder', async () => {
    for (const name of ['night/b/x.wav', 'night/a/x.WAV', 'night/a b.wav']) await folder.write(name, '');
    const { keys, leftOut } = await find('night/b/x.wav', 'night', 'night/a');
    expect(keys).toEqual(['b/x.wav', 'a/x.WAV', 'a b.wav']);
    expect(leftOut).toEqual([]);
  });

  it('counts a file once that links lead to, under its own name; hard links are files of their own', async () => {
    await folder.write('night/b.wav', 'b');
    await folder.write('night/c.wav', 'c');
    symlinkSync('b.wav', at('night/a.wav'));
    symlinkSync('night', at('alias'));
    linkSync(at('night/c.wav'), at('night/d.wav'));
    const repeated: string[] = [];
    const recordings = await findRecordings([at('night'), at('alias'), at('night/d.wav')], {
      onRepeated: (path, as) => repeated.push(`${relative(folder.path, path)} as ${relative(folder.path, as)}`),
    });
    expect(recordings.map(({ key }) => key)).toEqual(['night/b.wav', 'night/c.wav', 'night/d.wav']);
    expect(repeated).toEqual([
      'night/a.wav as night/b.wav',
      'alias/a.wav as night/b.wav',
      'alias/b.wav as night/b.wav',
      'alias/c.wav as night/c.wav',
      'alias/d.wav as night/d.wav',
    ]);
  });

  it('takes no metadata.csv, as in night/*, for a recording, and says so if nothing else is given', async () => {
    await folder.write('night/a.wav', '');
    await folder.write('night/METADATA.CSV', 'file,site\n');
    expect(await find('night/a.wav', 'night/METADATA.CSV')).toEqual({ keys: ['a.wav'], leftOut: [] });
    expect(await messageOf(find('night/METADATA.CSV'))).toBe(
      `${at('night/METADATA.CSV')}: describes recordings, and none are given: give its folder`,
    );
  });

  it('reports inputs and files that cannot be read, once, and finds the others', async () => {
    await folder.write('night/a.wav', '');
    await folder.write('papers/notes.txt', '');
    mkdirSync(at('empty'));
    symlinkSync('gone', at('night/Strix aluco'));
    const { keys, leftOut } = await find('nowhere.wav', 'night', 'papers', 'empty', 'night', 'gr\ufffdn.wav');
    expect(keys).toEqual(['night/a.wav']);
    expect(leftOut).toEqual([
      'nowhere.wav: cannot be opened: no such file or folder',
      'night/Strix aluco: a link to something that does not exist',
      'papers: no audio files: its only entry is not audio, nor is anything below',
      'empty: no audio files: the folder is empty',
      'gr\ufffdn.wav: the name is not UTF-8: rename it',
    ]);
  });

  it.skipIf(!isPosix)('reports folders that may not be listed, below an input and as an input', async () => {
    await folder.write('card/lost+found/a.wav', '');
    await folder.write('card/rec/b.wav', '');
    chmodSync(at('card/lost+found'), 0o000);
    try {
      await asOrdinaryUser(folder.path, async () => {
        const leftOut = ['card/lost+found: cannot be listed: no permission'];
        expect(await find('card')).toEqual({ keys: ['rec/b.wav'], leftOut });
        expect(await find('card/lost+found', 'card/rec')).toEqual({ keys: ['rec/b.wav'], leftOut });
        expect(await messageOf(find('card/lost+found'))).toBe(
          `${at('card/lost+found')}: cannot be listed: no permission`,
        );
      });
    } finally {
      chmodSync(at('card/lost+found'), 0o700);
    }
  });

  it.skipIf(!isPosix)('reports pipes instead of waiting for them', async () => {
    await folder.write('a.wav', '');
    execFileSync('mkfifo', [at('pipe')]);
    expect((await find('pipe', 'a.wav')).leftOut).toEqual([
      'pipe: a pipe, not a file: save the recording to a file first',
    ]);
  });

  it('without any recording throws a DatasetError with the first reason, and reports nothing', async () => {
    mkdirSync(at('empty'));
    const reported: string[] = [];
    const onLeftOut = (path: string): void => void reported.push(path);
    const search = findRecordings([at('empty'), at('nowhere')], { onLeftOut });
    await expect(search).rejects.toBeInstanceOf(DatasetError);
    expect(await messageOf(search)).toBe(`${at('empty')}: no audio files: the folder is empty, and 1 more problem`);
    expect(reported).toEqual([]);
  });
});
