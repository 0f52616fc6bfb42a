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
  it('the one that is named comes first', async () => {
    process.env['FFMPEG_PATH'] = installed;
    expect(await findFfmpeg(fake)).toEqual({ path: fake, source: 'option', version: '99.9-fake' });
  });

  it('then FFMPEG_PATH', async () => {
    process.env['FFMPEG_PATH'] = fake;
    expect(await findFfmpeg()).toEqual({ path: fake, source: 'FFMPEG_PATH', version: '99.9-fake' });
  });

  it('then PATH, unless ffmpeg-static has its binary', async () => {
    process.env['PATH'] = `/nowhere:${join(folder.path, 'bin')}`;
    const found = await findFfmpeg();
    const downloaded = staticPath !== null && (await stat(staticPath).catch(() => undefined));
    expect(found?.source).toBe(downloaded ? 'ffmpeg-static' : 'PATH');
  });

  it('then the one inside @ffmpeg-installer/ffmpeg, which npm ci brings', async () => {
    const found = await findFfmpeg();
    expect(['@ffmpeg-installer/ffmpeg', 'ffmpeg-static']).toContain(found?.source);
    expect(found?.version).toMatch(/\d/);
    expect(found?.year).toBeGreaterThanOrEqual(2018);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['is not there', async () => '/nowhere/ffmpeg', 'there is no program at this path'],
    ['may not be run', () => folder.write('plain', 'text'), 'there is no program at this path'],
    [
      'is something else',
      async () => {
        const file = await folder.write('other', '#!/bin/sh\necho hello\n');
        await chmod(file, 0o755);
        return file;
      },
      'it does not answer to -version',
    ],
  ])('FFMPEG_PATH that %s is an error: nothing else is taken in its place', async (_, make, hint) => {
    const path = await make();
    process.env['FFMPEG_PATH'] = path;
    await expect(findFfmpeg()).rejects.toBeInstanceOf(ConfigError);
    expect(await messageOf(findFfmpeg())).toBe(`ffmpeg from FFMPEG_PATH cannot be used: ${hint}: ${path}`);
  });
});

describe('a binary without permission to run, as install scripts leave it when they are off', () => {
  it('is made executable', async () => {
    const binary = join(folder.path, 'binary');
    await copyFile(fake, binary);
    await chmod(binary, 0o644);
    expect(await executableCopy(binary, join(folder.path, 'cache'))).toBe(binary);
    expect((await stat(binary)).mode & 0o111).not.toBe(0);
  });

  it.skipIf(process.getuid?.() === 0)(
    'is copied to the cache where it may not be changed (skipped for root, who may change everything)',
    async () => {
      expect(await executableCopy('/etc/hostname', join(folder.path, 'cache'))).toMatch(/cache\/ffmpeg-\d+$/);
    },
  );

  it('is given up where there is nothing to copy', async () => {
    const missing = join(folder.path, 'missing');
    expect(await executableCopy(missing, join(folder.path, 'cache'))).toBeUndefined();
  });
});
