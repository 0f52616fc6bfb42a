import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const CHILD = fileURLToPath(new URL('../helpers/idle-engine-child.mjs', import.meta.url));
const folder = useTemporaryFolder();

it('an engine leaves no telemetry identifier, database or log of ONNX Runtime behind', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD], {
    env: { PATH: process.env['PATH'], HOME: folder.path, XDG_CACHE_HOME: folder.path, TMPDIR: folder.path },
  });
  expect(stdout).toBe('10');
  expect(readdirSync(folder.path)).toEqual([]);
});
