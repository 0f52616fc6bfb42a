import { describe, expect, it } from 'vitest';
import { readFolderMetadata } from '#audio/metadata/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder({ perTest: true });

describe('metadata.csv in the folders given to classify', () => {
  it('by path below the folder, or by name; each folder has its own', async () => {
    await write('a/METADATA.CSV', 'File;site\nx/1.wav;Bog\n2.wav;Fen\n');
    await write('b/metadata.csv', 'file,site\n1.wav,Moor\n');
    const paths = [at('a/x/1.wav'), at('a/y/2.wav'), at('b/1.wav'), at('ab/1.wav')];
    const { rows, warnings } = await readFolderMetadata([at('a'), at('b'), at('none'), at('ab/1.wav')], paths);
    expect([...rows].map(([path, row]) => [path, row['site']])).toEqual([
      [at('a/x/1.wav'), 'Bog'],
      [at('a/y/2.wav'), 'Fen'],
      [at('b/1.wav'), 'Moor'],
    ]);
    expect(warnings).toEqual([]);
  });

  it('beside a file that is given: its other rows are no mistake', async () => {
    await write('a/metadata.csv', 'file,site\n1.wav,Bog\n2.wav,Fen\n');
    await write('a/1.wav', '');
    const { rows, warnings } = await readFolderMetadata([at('a/1.wav')], [at('a/1.wav')]);
    expect([...rows].map(([path, row]) => [path, row['site']])).toEqual([[at('a/1.wav'), 'Bog']]);
    expect(warnings).toEqual([]);
  });

  it('in folders below it, too: the nearest with a row for a recording counts', async () => {
    await write('season/metadata.csv', 'file,site\npond/1.wav,outer\n3.wav,outer\n');
    await write('season/pond/metadata.csv', 'file,site\n1.wav,Pond\n2.wav,Pond\n');
    await write('season/wood/may/Metadata.csv', 'file,site\n1.wav,Wood\n9.wav,Wood\n');
    const names = ['pond/1.wav', 'pond/2.wav', 'pond/3.wav', 'wood/may/1.wav', 'wood/1.wav'];
    const paths = names.map((name) => at('season', name));
    const { rows, covered, warnings } = await readFolderMetadata([at('season'), at('season/pond')], paths);
    expect(Object.fromEntries([...rows].map(([path, row]) => [path, row['site']]))).toEqual({
      [at('season/pond/1.wav')]: 'Pond',
      [at('season/pond/2.wav')]: 'Pond',
      [at('season/pond/3.wav')]: 'outer',
      [at('season/wood/may/1.wav')]: 'Wood',
    });
    expect([...covered].sort()).toEqual([...paths].sort());
    expect(warnings).toEqual([
      `${at('season/wood/may/Metadata.csv')}: names a file that is not among the recordings: 9.wav`,
    ]);
  });

  it('given itself, as by s3/*, is about all recordings below it that are given', async () => {
    await write('s3/metadata.csv', 'file,site\n1.wav,Bog\npond/2.wav,Fen\nnot given.wav,Moor\n');
    await write('s3/1.wav', '');
    const paths = [at('s3/1.wav'), at('s3/pond/2.wav'), at('other/1.wav')];
    for (const inputs of [
      ['s3/1.wav', 's3/metadata.csv', 's3/pond'],
      ['s3/pond', 's3/metadata.csv', 's3/1.wav'],
    ]) {
      await write('s3/pond/2.wav', '');
      const { rows, warnings } = await readFolderMetadata(
        inputs.map((input) => at(input)),
        paths,
      );
      expect([...rows].map(([path, row]) => [path, row['site']])).toEqual([
        [at('s3/1.wav'), 'Bog'],
        [at('s3/pond/2.wav'), 'Fen'],
      ]);
      expect(warnings).toEqual([]);
    }
  });

  it("with Excel's line for the delimiter, or a stray quote, is read like any other", async () => {
    await write('a/metadata.csv', 'sep=;\r\nfile;site\r\n1.wav;Bog\r\n');
    await write('b/metadata.csv', 'file,site\n1.wav,5" pipe\n');
    const { rows, warnings } = await readFolderMetadata([at('a'), at('b')], [at('a/1.wav'), at('b/1.wav')]);
    expect([...rows.values()].map((row) => row['site'])).toEqual(['Bog', '5" pipe']);
    expect(warnings).toEqual([]);
  });

  it('that is about something else, or damaged, is a warning', async () => {
    await write('a/metadata.csv', 'name,value\nx,1\n');
    await write('b/metadata.csv', 'file,site\n"x');
    await write('c/metadata.csv', 'file,site\nx.wav,Bog\n');
    const { rows, warnings } = await readFolderMetadata([at('a'), at('b'), at('c')], [at('c/1.wav')]);
    expect(rows.size).toBe(0);
    expect(warnings).toEqual([
      `${at('a/metadata.csv')}: expected a column named "file", got name, value; ignored`,
      expect.stringContaining(`${at('b/metadata.csv')}: not a CSV file`),
      `${at('c/metadata.csv')}: names a file that is not among the recordings: x.wav`,
    ]);
  });
});
