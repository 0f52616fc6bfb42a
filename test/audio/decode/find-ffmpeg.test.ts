import { chmod, copyFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { executableCopy, findFfmpeg } from '#audio/decode/ffmpeg/find.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { messageOf } from '../support.js';

const require = createRequire(import.meta.url);
const installed = (require('@ffmpeg-installer/ffmpeg') as { path: string }).path;
const staticPath = require('ffmpeg-static') as string | null;

const folder = useTemporaryFolder();
let fake: string;
const environment = { ...process.env };
beforeAll(async () => {
  fake = await folder.write('bin/ffmpeg', '#!/bin/sh\necho "ffmpeg version 99.9-fake Copyright"\n');
  await chmod(fake, 0o755);
});
beforeEach(() => {
  delete process.env['FFMPEG_PATH'];
  process.env['PATH'] = '/nowhere';
});
afterEach(() => {
  process.env['PATH'] = environment['PATH'];
  if (environment['FFMPEG_PATH'] === undefined) delete process.env['FFMPEG_PATH'];
  else process.env['FFMPEG_PATH'] = environment['FFMPEG_PATH'];
});

describe('finding ffmpeg', () => {
  it('tries the given path first', async () => {
    process.env['FFMPEG_PATH'] = installed;
    expect(await findFfmpeg(fake)).toEqual({ path: fake, source: 'option', version: '99.9-fake' });
  });

  it('tries FFMPEG_PATH next', async () => {
    process.env['FFMPEG_PATH'] = fake;
    expect(await findFfmpeg()).toEqual({ path: fake, source: 'FFMPEG_PATH', version: '99.9-fake' });
  });

  it('tries PATH next, unless ffmpeg-static has its binary', async () => {
    process.env['PATH'] = `/nowhere:${join(folder.path, 'bin')}`;
    const found = await findFfmpeg();
    const downloaded = staticPath !== null && (await stat(staticPath).catch(() => undefined));
    expect(found?.source).toBe(downloaded ? 'ffmpeg-static' : 'PATH');
  });

  it('tries @ffmpeg-installer/ffmpeg last, which npm ci installs', async () => {
    const found = await findFfmpeg();
    expect(['@ffmpeg-installer/ffmpeg', 'ffmpeg-static']).toContain(found?.source);
    expect(found?.version).toMatch(/\d/);
    expect(found?.year).toBeGreaterThanOrEqual(2018);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['does not exist', async () => '/nowhere/ffmpeg', 'there is no executable file at this path'],
    ['is not executable', () => folder.write('plain', 'text'), 'there is no executable file at this path'],
    [
      'is another program',
      async () => {
        const file = await folder.write('other', '#!/bin/sh\necho hello\n');
        await chmod(file, 0o755);
        return file;
      },
      'it does not respond to -version',
    ],
  ])('an FFMPEG_PATH that %s is an error; no other ffmpeg is tried', async (_, make, hint) => {
    const path = await make();
    process.env['FFMPEG_PATH'] = path;
    await expect(findFfmpeg()).rejects.toBeInstanceOf(ConfigError);
    expect(await messageOf(findFfmpeg())).toBe(`ffmpeg from FFMPEG_PATH cannot be used: ${hint}: ${path}`);
  });
});

describe('a binary that is not executable, because install scripts are disabled', () => {
  it('is made executable', async () => {
    const binary = join(folder.path, 'binary');
    await copyFile(fake, binary);
    await chmod(binary, 0o644);
    expect(await executableCopy(binary, join(folder.path, 'cache'))).toBe(binary);
    expect((await stat(binary)).mode & 0o111).not.toBe(0);
  });

  it.skipIf(process.getuid?.() === 0)(
    'is copied to the cache if its permissions cannot be changed (skipped for root, who can change them)',
    async () => {
      expect(await executableCopy('/etc/hostname', join(folder.path, 'cache'))).toMatch(/cache\/ffmpeg-\d+$/);
    },
  );

  it('is not used if it cannot be copied', async () => {
    const missing = join(folder.path, 'missing');
    expect(await executableCopy(missing, join(folder.path, 'cache'))).toBeUndefined();
  });
});
