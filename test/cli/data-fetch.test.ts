import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileServer, type FileServer } from '../data/images/fetch/file-server.js';
import { sharedData } from '../data/images/readers/support.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { ESCAPE, lyrebird, start } from './support/lyrebird.js';

const folder = useTemporaryFolder({ perTest: true });
let server: FileServer;
beforeEach(async () => {
  server = await fileServer();
});
afterEach(async () => {
  await server.close();
});

const NO_PROXY = { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };

describe('lyrebird data fetch', () => {
  it('names the missing files in one line if there is no network', async () => {
    const mirror = server.url;
    await server.close();
    const { exitCode, stdout, stderr } = await lyrebird(
      ['data', 'fetch', 'svhn', '--out', folder.path, '--mirror', mirror],
      NO_PROXY,
    );
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      `lyrebird: cannot download train_32x32.mat: ${new URL(mirror).host}: the connection was refused; ` +
        `without network access, put train_32x32.mat, test_32x32.mat into ${folder.path} by hand (from ${mirror}) ` +
        `and run this command again\n`,
    );
  });

  it('refuses files of a different size', async () => {
    for (const name of ['train-images-idx3-ubyte.gz', 'train_32x32.mat']) server.files.set(name, Buffer.from('<html>'));
    const { exitCode, stderr } = await lyrebird(
      ['data', 'fetch', 'mnist', '--out', folder.path, '--mirror', server.url],
      NO_PROXY,
    );
    expect(exitCode).toBe(3);
    expect(stderr).toContain('expected a file of 9912422 bytes, the server offers 6');
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each([
    [['cifar', '--out', 'x'], 'Allowed choices are mnist, svhn, cifar10'],
    [
      ['mnist', '--out', 'x', '--mirror', 'ftp://host/'],
      'expected a URL such as https://host/folder/, got "ftp://host/"',
    ],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await lyrebird(['data', 'fetch', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  const real = sharedData('mnist');
  it.skipIf(!real.there)('resumes MNIST after Ctrl+C', async () => {
    const images = 't10k-images-idx3-ubyte.gz';
    const first = 'train-images-idx3-ubyte.gz';
    // Compressed differently from the published file, but with the same content: accepted.
    await copyFile(`${real.dir}/${first}`, `${folder.path}/${first}`);
    for (const name of ['train-labels-idx1-ubyte.gz', images, 't10k-labels-idx1-ubyte.gz']) {
      server.files.set(name, await readFile(`${real.dir}/${name}`));
    }
    const args = ['data', 'fetch', 'mnist', '--out', folder.path, '--mirror', server.url];

    server.behaviour.pause = 100;
    const running = start(args, NO_PROXY);
    const part = `${folder.path}/${images}.part`;
    const kept = async (): Promise<number> => (await stat(part).catch(() => ({ size: 0 }))).size;
    while ((await kept()) < 200_000) await new Promise((resolve) => setTimeout(resolve, 20));
    running.kill('SIGINT');
    const stopped = await running;
    expect(stopped.exitCode).toBe(130);
    expect(stopped.stderr).toContain(
      'interrupted; the partial download is kept: run the same command again to resume it',
    );
    const before = await kept();
    expect(before).toBeGreaterThanOrEqual(200_000);

    delete server.behaviour.pause;
    const done = await lyrebird([...args, '--json'], NO_PROXY);
    expect(done.exitCode).toBe(0);
    expect(server.exchanges.find(({ range }) => range !== undefined)).toEqual({
      url: `/${images}`,
      range: `bytes=${before}-`,
      status: 206,
    });
    const report = JSON.parse(done.stdout) as { files: { name: string; outcome: string }[] };
    expect(report.files.map(({ outcome }) => outcome)).toEqual(['present', 'present', 'downloaded', 'downloaded']);
    expect(done.stderr).toContain(`downloading ${images}, 1.6 MB\n`);
    expect(done.stderr).not.toContain(ESCAPE);
    expect(await readdir(folder.path)).toHaveLength(4);

    const again = await lyrebird(args, NO_PROXY);
    expect(again.stderr).toBe(
      `${folder.path}: 4 files, all already present; MNIST: Y. LeCun, C. Cortes and C. Burges\n`,
    );
  });
});
