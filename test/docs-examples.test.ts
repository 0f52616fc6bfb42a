import { execa } from 'execa';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from './helpers/temporary-folder.js';
import { writeUntrainedModel } from './helpers/untrained-model.js';
import { sine, wavFile } from './helpers/wav-writer.js';

const { path: folder } = useTemporaryFolder();

/** The blocks of JavaScript in a page, in their order. */
function examplesOf(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code!);
}

/** Runs a program in a folder where `lyrebird` is installed. */
async function run(code: string) {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  if (!existsSync(join(folder, 'node_modules/lyrebird'))) {
    symlinkSync(process.cwd(), join(folder, 'node_modules/lyrebird'), 'junction');
  }
  writeFileSync(join(folder, 'example.mjs'), code);
  return execa(process.execPath, ['example.mjs'], { cwd: folder, env: { NODE_OPTIONS: '' } });
}

const pages = ['README.md', ...readdirSync('docs').map((name) => join('docs', name))].filter((name) =>
  name.endsWith('.md'),
);

describe('examples in the documentation', { timeout: 120_000 }, () => {
  it('import nothing that the library does not have', async () => {
    const library = (await import('#src/index.js')) as Readonly<Record<string, unknown>>;
    const imported = pages.flatMap((page) =>
      examplesOf(page).flatMap((code) =>
        [...code.matchAll(/import \{([^}]*)\} from 'lyrebird'/g)].flatMap(([, names]) =>
          names!
            .split(',')
            .map((name) => name.trim().split(' as ')[0]!)
            .filter((name) => name !== ''),
        ),
      ),
    );
    expect(imported.length).toBeGreaterThan(8);
    expect(imported.filter((name) => !(name in library))).toEqual([]);
  });

  it('of one’s own network, data and distance trains a network that knows what it never saw', async () => {
    const [example] = examplesOf('docs/extending.md');
    const { stdout } = await run(example!);
    const accuracies = [...stdout.matchAll(/^epoch (\d+): ([\d.]+) %$/gm)].map(([, , accuracy]) => Number(accuracy));
    expect(accuracies).toHaveLength(30);
    expect(accuracies.at(-1)).toBeGreaterThan(80);
    const [, loaded] = /^new waves: ([\d.]+) %$/m.exec(stdout)!;
    expect(Number(loaded)).toBeGreaterThan(80);
  });

  it('of one’s own training loop trains a network', async () => {
    const [, example] = examplesOf('docs/extending.md');
    const { stdout } = await run(example!);
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toMatch(/^step 100: (9|10) of 10$/);
  });

  it('run from the command line as well, engine and all', async () => {
    const code = `import { createEngine } from 'lyrebird'; const e = await createEngine(); console.log(e.name); await e.dispose();`;
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', code], { cwd: process.cwd() });
    expect(stdout).toBe('compiled');
  });

  it('of the README runs as it stands', async () => {
    const [example] = examplesOf('README.md');
    const { stdout } = await run(
      `${example!}\nconsole.log(r.shape.join(), inverse.shape.join(), output.shape.join());`,
    );
    expect(stdout).toBe('2 2,784 2,10');
  });

  it('of the README about recordings runs as it stands', async () => {
    const species = ['robin', 'wren'];
    await writeUntrainedModel(join(folder, 'runs/birds'), { name: 'bird10' }, { recordings: species });
    const manifest = join(folder, 'runs/birds/model.json');
    const recordings = { train: [], validation: species.map((name) => `${name}/1.wav`), test: [] };
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), recordings }));
    const song = wavFile([sine(2_000, 44_100)]);
    writeFileSync(join(folder, 'dawn.wav'), song);
    for (const name of species) {
      mkdirSync(join(folder, 'recordings', name), { recursive: true });
      writeFileSync(join(folder, 'recordings', name, '1.wav'), song);
    }
    const [, example] = examplesOf('README.md');
    const { stdout } = await run(
      `${example!}\nconsole.log(species.length, segments.length, heard.durationSeconds, recordingAccuracy, warnings[0]);`,
    );
    expect(stdout).toMatch(/^2 \d 3 0.5 2 of 2 recordings were used to choose the best model/);
  });
});

describe('places that the documentation names', () => {
  it.each(pages)('are there: %s', (page) => {
    const text = readFileSync(page, 'utf8');
    const files = [...text.matchAll(/`((?:src|audio|cli|configs|test)\/[\w./-]+)`/g)].map(([, path]) => path!);
    const links = [...text.matchAll(/\]\((?!http)([\w./-]+)\)/g)].map(([, path]) => join(dirname(page), path!));
    expect([...files, ...links].filter((path) => !existsSync(path))).toEqual([]);
  });
});
