import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchDataset, type RemoteDataset, type RemoteFile } from '#src/data/images/fetch/index.js';
import { DatasetError, OutputError } from '#src/errors.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { ramp } from '../readers/support.js';
import { fileServer, type FileServer } from './file-server.js';

const OPTIONS = { retryDelayMs: 1 };
/** As `archive` fills them. */
const MEMBERS = ['data_batch_1.bin', 'test_batch.bin'].map((name) => ({
  name,
  bytes: 5000,
  sha256: sha256Of(ramp(5000, name.length)),
}));
const NAMES = MEMBERS.map(({ name }) => name);

const folder = useTemporaryFolder({ perTest: true });
let server: FileServer;
let out: string;
beforeEach(async () => {
  server = await fileServer();
  out = `${folder.path}/new/out`;
});
afterEach(async () => {
  await server.close();
});

function published(name: string, content: Uint8Array): RemoteFile {
  server.files.set(name, content);
  return { name, urls: [server.url + name], bytes: content.length, sha256: sha256Of(content) };
}

function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** An archive like that of CIFAR-10: the files in a folder, and additional files. */
async function archive(
  sizes: Record<string, number> = { 'data_batch_1.bin': 5000, 'test_batch.bin': 5000 },
): Promise<Buffer> {
  const inside = `${folder.path}/source/batches`;
  await mkdir(inside, { recursive: true });
  for (const [name, size] of Object.entries({ ...sizes, 'readme.html': 10 })) {
    await writeFile(`${inside}/${name}`, ramp(size, name.length));
  }
  const path = `${folder.path}/made.tar.gz`;
  await create({ file: path, cwd: `${folder.path}/source`, gzip: true }, ['batches']);
  return readFile(path);
}

function dataset(...files: RemoteFile[]): RemoteDataset {
  return { credit: 'tests', files };
}

describe('fetchDataset', () => {
  it('creates the folder, downloads every file, and finds them all the second time', async () => {
    const remote = dataset(published('a.mat', ramp(1000)), published('b.mat', ramp(2000)));
    expect(await fetchDataset(remote, out, OPTIONS)).toEqual([
      { name: 'a.mat', outcome: 'downloaded' },
      { name: 'b.mat', outcome: 'downloaded' },
    ]);
    expect((await fetchDataset(remote, out, OPTIONS)).map(({ outcome }) => outcome)).toEqual(['present', 'present']);
    expect(server.exchanges).toHaveLength(2);
  });

  it('unpacks an archive, and keeps only the required files', async () => {
    const remote = dataset({ ...published('c.tar.gz', await archive()), members: MEMBERS });
    await fetchDataset(remote, out, OPTIONS);
    expect(await readdir(out)).toEqual(NAMES);
    expect(Buffer.compare(await readFile(`${out}/test_batch.bin`), ramp(5000, 14))).toBe(0);
    expect((await fetchDataset(remote, out, OPTIONS)).every(({ outcome }) => outcome === 'present')).toBe(true);
    expect(server.exchanges).toHaveLength(1);
  });

  it('unpacks an archive put into the folder by hand', async () => {
    const content = await archive();
    const remote = dataset({ ...published('c.tar.gz', content), members: MEMBERS });
    await mkdir(out, { recursive: true });
    await writeFile(`${out}/c.tar.gz`, content);
    await fetchDataset(remote, out, OPTIONS);
    expect(await readdir(out)).toEqual(NAMES);
    expect(server.exchanges).toEqual([]);
  });

  it('completes a folder that has some of the files, and leaves that file as it is', async () => {
    const remote = dataset({ ...published('c.tar.gz', await archive()), members: MEMBERS });
    await mkdir(out, { recursive: true });
    await writeFile(`${out}/data_batch_1.bin`, ramp(5000, 16));
    await fetchDataset(remote, out, OPTIONS);
    expect(await readdir(out)).toEqual(NAMES);
    expect(await readFile(`${out}/data_batch_1.bin`)).toEqual(Buffer.from(ramp(5000, 16)));
  });

  it.each([
    ['another size', Buffer.from('mine')],
    ['the same size', Buffer.alloc(5000)],
  ])('refuses a different file of %s before it downloads the archive', async (_, mine) => {
    const remote = dataset({ ...published('c.tar.gz', await archive()), members: MEMBERS });
    await fetchDataset(remote, out, OPTIONS);
    const requests = server.exchanges.length;
    await writeFile(`${out}/test_batch.bin`, mine);
    for (const files of [['data_batch_1.bin', 'test_batch.bin'], ['test_batch.bin']]) {
      if (!files.includes('data_batch_1.bin')) await rm(`${out}/data_batch_1.bin`);
      await expect(fetchDataset(remote, out, OPTIONS)).rejects.toThrow(
        new DatasetError(
          `${out}/test_batch.bin: expected the published file (SHA-256 ${MEMBERS[1]!.sha256}), ` +
            `got a different one: move it away, or use it as is`,
        ),
      );
      expect(await readdir(out)).toEqual(files);
    }
    expect(await readFile(`${out}/test_batch.bin`)).toEqual(mine);
    expect(server.exchanges).toHaveLength(requests);
  });

  it.each([
    [
      'without a required file',
      { 'test_batch.bin': 5000 },
      'expected data_batch_1.bin of 5000 bytes in it, got no such file',
    ],
    [
      'with a file that is too short',
      { 'data_batch_1.bin': 5000, 'test_batch.bin': 4 },
      'expected test_batch.bin of 5000 bytes in it, got 4',
    ],
  ])('refuses an archive %s', async (_, sizes, message) => {
    const remote = dataset({
      ...published('c.tar.gz', await archive(sizes)),
      members: MEMBERS,
    });
    await expect(fetchDataset(remote, out, OPTIONS)).rejects.toThrow(new DatasetError(`${out}/c.tar.gz: ${message}`));
    expect(await readdir(out)).toEqual(['c.tar.gz']);
  });

  it('refuses an archive whose files have other bytes', async () => {
    const [first, second] = [MEMBERS[0]!, { ...MEMBERS[1]!, sha256: sha256Of(ramp(5000)) }];
    const remote = dataset({ ...published('c.tar.gz', await archive()), members: [first, second] });
    await expect(fetchDataset(remote, out, OPTIONS)).rejects.toThrow(
      new DatasetError(
        `${out}/c.tar.gz: expected the published test_batch.bin (SHA-256 ${second.sha256}) in it, got a different one`,
      ),
    );
    expect(await readdir(out)).toEqual(['c.tar.gz']);
  });

  it('refuses a file that is not an archive', async () => {
    const remote = dataset({ ...published('c.tar.gz', ramp(5000)), members: MEMBERS });
    await expect(fetchDataset(remote, out, OPTIONS)).rejects.toThrow(
      /c\.tar\.gz: expected a tar archive, got a damaged one/,
    );
    expect(await readdir(out)).toEqual(['c.tar.gz']);
  });

  it('gives one-line instructions for manual download when a server cannot be reached', async () => {
    const remote = dataset(published('a.mat', ramp(1000)), published('b.mat', ramp(2000)), published('c.mat', ramp(9)));
    const there = server.url;
    await fetchDataset(dataset(remote.files[0]!), out, OPTIONS);
    await server.close();
    const error = (await fetchDataset(remote, out, OPTIONS).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toBeInstanceOf(DatasetError);
    expect(error.message).toBe(
      `cannot download b.mat: ${new URL(there).host}: the connection was refused; without network access, ` +
        `put b.mat, c.mat into ${out} by hand (from ${there}) and run this command again`,
    );
  });

  it('reports how much of an incomplete file is kept', async () => {
    const remote = dataset(published('a.mat', ramp(1000)));
    Object.assign(server.behaviour, { whole: true, cutAfter: 100 });
    await expect(fetchDataset(remote, out, OPTIONS)).rejects.toThrow(
      '; 100 of 1000 bytes are kept, and the same command resumes from there; without',
    );
  });

  it('refuses a folder that is a file', async () => {
    await writeFile(`${folder.path}/taken`, '');
    await expect(fetchDataset(dataset(), `${folder.path}/taken`, OPTIONS)).rejects.toThrow(OutputError);
  });
});
