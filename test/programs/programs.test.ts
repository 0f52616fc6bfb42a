import { execa } from 'execa';
import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '#src/rng.js';
import { encodeWav } from '#audio/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { writeUntrainedModel } from '../helpers/untrained-model.js';

/*
 * User programs in a separate folder with `lyrebird` installed: compiled as strict TypeScript with both module
 * resolutions, then run.
 */

const HERE = 'test/programs';
const { at, path: folder } = useTemporaryFolder();
const repository = process.cwd();

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  types: ['node'],
  // TensorFlow.js's declarations refer to browser types.
  skipLibCheck: true,
};
const resolutions = {
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext', outDir: 'built' },
  bundler: { module: 'ESNext', moduleResolution: 'bundler', noEmit: true },
} as const;

const compile = (name: keyof typeof resolutions) =>
  execa(process.execPath, [join(repository, 'node_modules/typescript-7/bin/tsc'), '-p', `tsconfig.${name}.json`], {
    cwd: folder,
    all: true,
    reject: false,
  });

async function run(program: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await execa(process.execPath, [at('built', `${program}.js`), ...args], {
    cwd: folder,
    env: { NODE_OPTIONS: '' },
  });
  return JSON.parse(stdout.split('\n').at(-1)!) as Record<string, unknown>;
}

describe('user programs', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    await mkdir(at('node_modules'), { recursive: true });
    await symlink(repository, at('node_modules/lyrebird'), 'junction');
    await symlink(join(repository, 'node_modules/@types'), at('node_modules/@types'), 'junction');
    await writeFile(at('package.json'), JSON.stringify({ type: 'module' }));
    for (const name of await readdir(HERE)) {
      if (name.endsWith('.ts') && !name.endsWith('.test.ts')) await copyFile(join(HERE, name), at(name));
    }
    for (const [name, options] of Object.entries(resolutions)) {
      const config = { compilerOptions: { ...compilerOptions, ...options }, include: ['*.ts'] };
      await writeFile(at(`tsconfig.${name}.json`), JSON.stringify(config));
    }
    const { exitCode, all } = await compile('nodenext');
    if (exitCode !== 0) throw new Error(all);
  }, 180_000);

  it('compile as strict TypeScript for bundlers as well as for Node', async () => {
    const { all, exitCode } = await compile('bundler');
    expect(all).toBe('');
    expect(exitCode).toBe(0);
  });

  it('invert a custom function', async () => {
    const result = await run('own-function');
    expect(result).toMatchObject({ residual: [5], inverse: [5, 64], bias: [5, 3], tensors: 9 });
    expect(result['sameAlone']).toBe(0);
    expect(result['sameByTemplates']).toBeLessThan(1e-5);
  });

  it('train a LayersModel with a frozen layer, save it and load it back', async () => {
    const result = await run('own-layers-model', at('run'));
    expect(result).toMatchObject({ frozen: true, nonlinear: 'hyperbolic tangents' });
    expect(result['accuracy']).toBeGreaterThan(0.8);
  });

  it('train in a custom loop on custom data', async () => {
    const { first, last, accuracy } = (await run('own-training-loop')) as Record<string, number>;
    expect(last).toBeLessThan(0.7 * first!);
    expect(accuracy).toBeGreaterThan(0.8);
  });

  it('classify a recording and samples in memory alike', async () => {
    await writeUntrainedModel(at('model'), { name: 'bird10' }, { recordings: ['Parus major', 'Turdus merula'] });
    const rng = createRng(1);
    const samples = Float32Array.from({ length: 66_150 }, () => 0.1 * rng.normal());
    await writeFile(at('noise.wav'), encodeWav(samples, 44_100));
    const result = await run('classify-recording', at('model'), at('noise.wav'));
    expect(result).toMatchObject({ classes: ['Parus major', 'Turdus merula'], same: true });
    expect((result['best'] as { readonly probability: number }).probability).toBeGreaterThan(0.5);
  });

  it('measure R of layers and leave no tensors behind', async () => {
    const result = await run('layer-residuals');
    expect(result).toMatchObject({ shapes: { first: [6, 16], second: [6, 8] }, left: 0 });
    for (const value of Object.values(result['residuals'] as Record<string, number>)) expect(value).toBeGreaterThan(0);
  });

  it('measure and train with a custom distance', async () => {
    const { measured, first, last } = await run('own-distance');
    expect(measured).toEqual([4]);
    expect(last).toBeLessThan(0.9 * (first as number));
  });
});
