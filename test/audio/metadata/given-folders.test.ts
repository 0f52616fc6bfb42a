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
