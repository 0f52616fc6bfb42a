import { execa } from 'execa';
import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder({ perTest: true });
const ORT_SCRIPTS = 'node_modules/onnxruntime-node/script';
const DOWNLOADED = 3;

const preinstall = () => execa(process.execPath, ['cli/skip-cuda-download.js'], { cwd: at('node_modules/lyrebird') });
const ortInstall = async (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  (await execa(process.execPath, [at(ORT_SCRIPTS, 'install'), ...args], { reject: false, env })).exitCode;

/** As npm lays packages out. */
describe('the script that npm runs before an installation', () => {
  beforeEach(async () => {
    await write('node_modules/lyrebird/package.json', '{ "type": "module" }');
    await write('node_modules/lyrebird/cli/skip-cuda-download.js', '');
    await copyFile('cli/skip-cuda-download.js', at('node_modules/lyrebird/cli/skip-cuda-download.js'));
    await write('node_modules/onnxruntime-node/package.json', '{ "main": "dist/index.js" }');
    await write(`${ORT_SCRIPTS}/install.js`, `'use strict';\nprocess.exitCode = ${DOWNLOADED};\n`);
  });

  it("makes ONNX Runtime's script download only on request, even if it runs twice", async () => {
    expect(await ortInstall()).toBe(DOWNLOADED);
    await preinstall();
    await preinstall();
    expect(await ortInstall()).toBe(0);
    expect(await ortInstall(['--onnxruntime-node-install'])).toBe(DOWNLOADED);
    expect(await ortInstall([], { ONNXRUNTIME_NODE_INSTALL: 'cuda12' })).toBe(DOWNLOADED);
    expect(await readdir(at(ORT_SCRIPTS))).toEqual(['install.js']);
  });

  it('does not fail an installation that lacks that script', async () => {
    await writeFile(at('node_modules/onnxruntime-node/package.json'), '{ "exports": {} }');
    expect(await preinstall()).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
