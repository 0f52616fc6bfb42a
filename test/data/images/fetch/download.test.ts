import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download } from '#src/data/images/fetch/download.js';
import { withMirror, IMAGE_DATASETS, type DownloadProgress, type RemoteFile } from '#src/data/images/index.js';
import { DatasetError, OutputError } from '#src/errors.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { ramp } from '../readers/support.js';
import { fileServer, type FileServer } from './file-server.js';

const CONTENT = ramp(300_000);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const OPTIONS = { retryDelayMs: 1 };

const folder = useTemporaryFolder({ perTest: true });
let server: FileServer;
let file: RemoteFile;
beforeEach(async () => {
  server = await fileServer();
  server.files.set('digits.gz', CONTENT);
  file = { name: 'digits.gz', urls: [`${server.url}digits.gz`], bytes: CONTENT.length, sha256: sha256(CONTENT) };
});
afterEach(async () => {
  await server.close();
});

const names = (): Promise<string[]> => readdir(folder.path);
const arrived = async (): Promise<void> => {
  expect(await names()).toEqual(['digits.gz']);
  expect(Buffer.compare(await readFile(`${folder.path}/digits.gz`), CONTENT)).toBe(0);
};

describe('download', () => {
  it('downloads a file, reports progress, and leaves no other files', async () => {
    const progress: DownloadProgress[] = [];
    const options = { ...OPTIONS, onProgress: (event: DownloadProgress) => progress.push(event) };
    expect(await download(file, folder.path, options)).toBe('downloaded');
    await arrived();
    expect(progress.at(-1)).toEqual({ name: 'digits.gz', received: 300_000, total: 300_000 });
    expect(progress.every(({ received }, at) => at === 0 || received > progress[at - 1]!.received)).toBe(true);
  });

  it('requests nothing if the file exists', async () => {
    await folder.write('digits.gz', CONTENT);
    expect(await download(file, folder.path)).toBe('present');
    expect(server.exchanges).toEqual([]);
  });

  it('accepts a recompressed file with the same content', async () => {
    await folder.write('digits.gz', gzipSync(CONTENT));
    expect(await download({ ...file, content: { bytes: CONTENT.length, sha256: sha256(CONTENT) } }, folder.path)).toBe(
      'present',
    );
  });

  it('inflates no more of a file of that name than the published content has', async () => {
    // 40 MB, which the file holds in 40 KB.
    await folder.write('digits.gz', gzipSync(Buffer.alloc(40_000_000)));
    const content = { bytes: 1000, sha256: sha256(Buffer.alloc(1000)) };
    await expect(download({ ...file, content }, folder.path)).rejects.toThrow(DatasetError);
  });

  it('does not overwrite a different file of that name', async () => {
    await folder.write('digits.gz', 'mine');
    await expect(download({ ...file, content: { bytes: 4, sha256: 'x' } }, folder.path)).rejects.toThrow(DatasetError);
    expect(await readFile(`${folder.path}/digits.gz`, 'utf8')).toBe('mine');
  });

  it('resumes after a lost connection, as often as necessary', async () => {
    server.behaviour.cutAfter = 70_000;
    expect(await download(file, folder.path, OPTIONS)).toBe('downloaded');
    await arrived();
    expect(server.exchanges.map(({ range }) => range)).toEqual([
      undefined,
      'bytes=70000-',
      'bytes=140000-',
      'bytes=210000-',
      'bytes=280000-',
    ]);
  });

  it('resumes an earlier partial download', async () => {
    await folder.write('digits.gz.part', CONTENT.subarray(0, 123_456));
    await download(file, folder.path, OPTIONS);
    await arrived();
    expect(server.exchanges).toEqual([{ url: '/digits.gz', range: 'bytes=123456-', status: 206 }]);
  });

  it('requests nothing if an earlier download left the complete content', async () => {
    await folder.write('digits.gz.part', CONTENT);
    await download(file, folder.path, OPTIONS);
    await arrived();
    expect(server.exchanges).toEqual([]);
  });

  it('does not write to where a symbolic link in place of the partial file leads', async () => {
    await folder.write('precious', 'mine');
    await symlink(folder.at('precious'), folder.at('digits.gz.part'));
    await expect(download(file, folder.path, OPTIONS)).rejects.toThrow(OutputError);
    expect(await readFile(folder.at('precious'), 'utf8')).toBe('mine');
  });

  it('restarts if the partial content belongs to a different file', async () => {
    await folder.write('digits.gz.part', ramp(123_456, 1));
    await download(file, folder.path, OPTIONS);
    await arrived();
    expect(server.exchanges.map(({ status }) => status)).toEqual([206, 200]);
  });

  it('restarts if the partial content is longer than the file', async () => {
    await folder.write('digits.gz.part', ramp(400_000));
    await download(file, folder.path, OPTIONS);
    await arrived();
  });

  it('restarts if the server does not support ranges', async () => {
    server.behaviour.whole = true;
    await folder.write('digits.gz.part', CONTENT.subarray(0, 1000));
    await download(file, folder.path, OPTIONS);
    await arrived();
  });

  it('gives up on a server that always closes the connection at the same position, and reports it', async () => {
    Object.assign(server.behaviour, { whole: true, cutAfter: 1000 });
    const failure = await download(file, folder.path, OPTIONS).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'DownloadFailure', kept: 1000 });
    expect(await names()).toEqual(['digits.gz.part']);
  });

  it.each(['as 200', 'shifted', '416', '400'] as const)(
    'asks once more for the whole file if a server answers requests for the rest wrongly: %s',
    async (ranges) => {
      for (const chunked of [false, true]) {
        Object.assign(server.behaviour, { ranges, chunked });
        server.exchanges.length = 0;
        await rm(`${folder.path}/digits.gz`, { force: true });
        await folder.write('digits.gz.part', CONTENT.subarray(0, 123_456));
        await download(file, folder.path, OPTIONS);
        await arrived();
        expect(server.exchanges.map(({ range }) => range)).toEqual(['bytes=123456-', undefined]);
      }
    },
  );

  it('ends if the content is different and every transfer breaks, and leaves nothing that blocks a retry', async () => {
    server.behaviour.cutAfter = 200_000;
    server.files.set('digits.gz', ramp(300_000, 1));
    await folder.write('digits.gz.part', CONTENT.subarray(0, 1000));
    await expect(download(file, folder.path, OPTIONS)).rejects.toThrow(
      /expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}$/,
    );
    // Twice in pieces, then from the start only, until three attempts in a row add nothing.
    expect(server.exchanges.map(({ range }) => range)).toEqual([
      ...['bytes=1000-', 'bytes=201000-'],
      ...[undefined, 'bytes=200000-'],
      ...[undefined, undefined, undefined, undefined],
    ]);
    delete server.behaviour.cutAfter;
    server.files.set('digits.gz', CONTENT);
    await download(file, folder.path, OPTIONS);
    await arrived();
  });

  it('ends after a number of attempts, even if each of them adds bytes, and keeps these', async () => {
    server.behaviour.cutAfter = 1000;
    const failure = await download(file, folder.path, { ...OPTIONS, maxAttempts: 4 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'DownloadFailure', kept: 4000 });
    expect(server.exchanges).toHaveLength(4);
  });

  it('follows redirects', async () => {
    await download({ ...file, urls: [`${server.url}moved/digits.gz`] }, folder.path, OPTIONS);
    await arrived();
  });

  it('uses the proxy from the environment', async () => {
    const before = { proxy: process.env['http_proxy'], none: process.env['no_proxy'] };
    Object.assign(process.env, { http_proxy: server.url, no_proxy: '' });
    try {
      await download({ ...file, urls: ['http://nowhere.invalid/digits.gz'] }, folder.path, OPTIONS);
    } finally {
      for (const [name, value] of [
        ['http_proxy', before.proxy],
        ['no_proxy', before.none],
      ] as const) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
    await arrived();
    expect(server.exchanges[0]!.url).toBe('http://nowhere.invalid/digits.gz');
  });

  it.each([
    [
      'content with a different checksum',
      { chunked: false },
      ramp(300_000, 1),
      /expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}$/,
    ],
    [
      'a page of a different length',
      { chunked: false },
      ramp(5000),
      'expected a file of 300000 bytes, the server offers 5000',
    ],
    [
      'more bytes than the file, without Content-Length',
      { chunked: true },
      ramp(400_000),
      'expected a file of 300000 bytes, the server sends more',
    ],
    [
      'fewer bytes than the file, without Content-Length',
      { chunked: true },
      ramp(5000),
      'expected a file of 300000 bytes, the server has at most 5000',
    ],
    ['404', { status: 404 }, CONTENT, 'the server answered 404'],
    ['500', { status: 500 }, CONTENT, 'the server answered 500'],
  ] as const)('refuses a server that responds with %s', async (_, behaviour, content, message) => {
    Object.assign(server.behaviour, behaviour);
    server.files.set('digits.gz', content);
    const error = (await download(file, folder.path, OPTIONS).catch((thrown: unknown) => thrown)) as Error;
    expect(error.name).toBe('DownloadFailure');
    const host = new URL(server.url).host;
    if (typeof message === 'string') expect(error.message).toBe(`${host}: ${message}`);
    else expect(error.message).toMatch(message);
    expect(await names()).not.toContain('digits.gz');
  });

  it('keeps received bytes when the network returns a log-in page instead', async () => {
    await folder.write('digits.gz.part', CONTENT.subarray(0, 1000));
    Object.assign(server.behaviour, { whole: true });
    server.files.set('digits.gz', Buffer.from('<html>Please log in</html>'));
    await expect(download(file, folder.path, OPTIONS)).rejects.toThrow('the server offers 26');
    expect((await stat(`${folder.path}/digits.gz.part`)).size).toBe(1000);
  });

  it('tries the next URL, and keeps the bytes received from the first', async () => {
    const mirror = await fileServer();
    try {
      mirror.files.set('digits.gz', CONTENT);
      Object.assign(server.behaviour, { cutAfter: 1000, whole: true });
      await download({ ...file, urls: [...file.urls, `${mirror.url}digits.gz`] }, folder.path, OPTIONS);
      await arrived();
      expect(mirror.exchanges.map(({ range }) => range)).toEqual(['bytes=1000-']);
    } finally {
      await mirror.close();
    }
  });

  it('stops on a signal, and keeps received bytes', async () => {
    server.behaviour.pause = 30;
    const stop = new AbortController();
    const running = download(file, folder.path, { ...OPTIONS, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    const kept = await readFile(`${folder.path}/digits.gz.part`);
    expect(kept.length).toBeGreaterThan(0);
    expect(Buffer.compare(kept, CONTENT.subarray(0, kept.length))).toBe(0);
    delete server.behaviour.pause;
    await download(file, folder.path, OPTIONS);
    await arrived();
    expect(server.exchanges.at(-1)!.range).toBe(`bytes=${kept.length}-`);
  });

  it('reports that the file cannot be written if the folder does not exist', async () => {
    await expect(download(file, `${folder.path}/none`, OPTIONS)).rejects.toThrow(OutputError);
  });
});

describe('the published files', () => {
  it('have a URL, a length and a 256-bit checksum each', () => {
    for (const { remote: dataset } of Object.values(IMAGE_DATASETS)) {
      for (const remote of dataset.files) {
        expect(remote.urls.length).toBeGreaterThan(0);
        for (const url of remote.urls) expect(url.endsWith(`/${remote.name}`) && URL.canParse(url)).toBe(true);
        expect(remote.bytes).toBeGreaterThan(0);
        expect(remote.sha256).toMatch(/^[0-9a-f]{64}$/);
        if (remote.content) expect(remote.content.sha256).toMatch(/^[0-9a-f]{64}$/);
      }
    }
  });

  it('keep their lengths and checksums when downloaded from a mirror', () => {
    const [first] = withMirror(IMAGE_DATASETS.mnist.remote, 'https://lab.example/mnist').files;
    expect(first).toEqual({
      ...IMAGE_DATASETS.mnist.remote.files[0],
      urls: ['https://lab.example/mnist/train-images-idx3-ubyte.gz'],
    });
  });
});
