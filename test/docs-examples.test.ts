import { execa } from 'execa';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTemporaryFolder } from './helpers/temporary-folder.js';
import { writeUntrainedModel } from './helpers/untrained-model.js';
import { sine, wavFile } from './helpers/wav-writer.js';

/** A fenced block of code in a page. */
interface Block {
  /** Page and number within the page, such as `docs/library.md, js 1`. */
  readonly name: string;
  readonly code: string;
}

const PAGES = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);
const TEXTS = new Map(PAGES.map((page) => [page, readFileSync(page, 'utf8')]));

/** Finds the blocks of a language in all pages. */
function blocksOf(language: string): Block[] {
  return [...TEXTS].flatMap(([page, text]) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code], index) => ({
      name: `${page}, ${language} ${index + 1}`,
      code: code!,
    })),
  );
}

const { at, path: folder } = useTemporaryFolder();
const repository = process.cwd();

/** Runs a program in the folder, where `lyrebird` is installed. */
const run = (program: string) => execa(process.execPath, [program], { cwd: folder, env: { NODE_OPTIONS: '' } });

/** Compiles the TypeScript project in a folder. @returns the compiler's messages, empty if there are none */
async function compile(cwd: string): Promise<string> {
  const compiler = join(repository, 'node_modules/typescript-7/bin/tsc');
  const { all } = await execa(process.execPath, [compiler], { cwd, all: true, reject: false });
  return all;
}

/** Creates the files that the examples read: an untrained model, a recording, and a corpus of two species. */
async function writeExampleFiles(): Promise<void> {
  mkdirSync(at('node_modules'));
  symlinkSync(repository, at('node_modules/lyrebird'), 'junction');
  symlinkSync(join(repository, 'node_modules/@types'), at('node_modules/@types'), 'junction');
  writeFileSync(at('package.json'), JSON.stringify({ type: 'module' }));

  const species = { robin: 2_000, wren: 5_000 };
  for (const [name, hz] of Object.entries(species)) {
    mkdirSync(at('recordings', name), { recursive: true });
    for (const [index, factor] of [1, 1.1, 1.2].entries()) {
      writeFileSync(at('recordings', name, `${index + 1}.wav`), wavFile([sine(factor * hz, 44_100)]));
    }
  }
  writeFileSync(at('dawn.wav'), wavFile([sine(2_000, 44_100)]));

  await writeUntrainedModel(at('runs/birds'), { name: 'bird10' }, { recordings: Object.keys(species) });
  const manifest = at('runs/birds/model.json');
  const recordings = { train: [], validation: Object.keys(species).map((name) => `${name}/1.wav`), test: [] };
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), recordings }));
}

/** Checks of what particular examples print. */
const OUTPUTS: Readonly<Record<string, (stdout: string) => void>> = {
  'README.md, js 1': (stdout) => expect(stdout).toMatch(/^\[ 2, 784 \] \[ 2 \]$/m),
  'docs/affine-maps.md, js 1': (stdout) => expect(stdout).toBe('[ 4, 10 ] [ 4, 10, 64 ] [ 4, 10 ] [ 4, 10 ]'),
  'docs/affine-maps.md, js 2': (stdout) => expect(stdout).toBe('[ 10, 36 ] [ 10 ] [ 3, 10 ]'),
  'docs/extending.md, js 1': (stdout) => {
    const accuracies = [...stdout.matchAll(/^epoch \d+: ([\d.]+) %$/gm)].map(([, accuracy]) => Number(accuracy));
    expect(accuracies).toHaveLength(30);
    expect(accuracies.at(-1)).toBeGreaterThan(80);
    expect(Number(/^new waves: ([\d.]+) %$/m.exec(stdout)?.[1])).toBeGreaterThan(80);
  },
  'docs/extending.md, js 2': (stdout) => {
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[9]).toMatch(/^step 100: (9|10) of 10$/);
    expect(lines[10]).toMatch(/^saved: \w+/);
  },
  'docs/library.md, js 1': (stdout) => expect(stdout).toMatch(/^3$/m),
  'docs/library.md, js 2': (stdout) => expect(stdout).toContain('2 of 6 recordings'),
  'docs/library.md, ts 1': (stdout) => expect(stdout).toContain('segmentAccuracy'),
  'docs/loss.md, js 1': (stdout) => expect(stdout).toBe('[ 4 ] [ 4 ]'),
  'docs/table-1.md, ts 1': (stdout) => expect(stdout).toBe('[ 200, 64 ] [ 200 ]\n[ 200, 64 ]'),
};

function expectOutput(name: string, stdout: string): void {
  expect(stdout).not.toBe('');
  OUTPUTS[name]?.(stdout);
}

const javascript = blocksOf('js');
const typescript = blocksOf('ts').map((block, index) => ({ ...block, file: `example-${index + 1}` }));
/** Blocks that are files of the project import their neighbours; all others are programs. */
const programs = typescript.filter(({ code }) => !/from '\.\.?\//.test(code));
const sources = typescript.filter((block) => !programs.includes(block));

describe('examples in the documentation', { timeout: 120_000 }, () => {
  beforeAll(writeExampleFiles);

  it('are all found', () => {
    expect(javascript.length).toBeGreaterThan(5);
    expect(programs.length).toBeGreaterThan(1);
    const names = new Set([...javascript, ...typescript].map(({ name }) => name));
    expect(Object.keys(OUTPUTS).filter((name) => !names.has(name))).toEqual([]);
  });

  it.each(javascript.map(({ name, code }) => [name, code] as const))('run: %s', async (name, code) => {
    writeFileSync(at('example.mjs'), code);
    expectOutput(name, (await run('example.mjs')).stdout);
  });

  describe('in TypeScript', () => {
    beforeAll(async () => {
      for (const { file, code } of programs) writeFileSync(at(`${file}.ts`), code);
      const compilerOptions = {
        ...{ target: 'ES2022', lib: ['ES2023'], module: 'NodeNext', moduleResolution: 'NodeNext', types: ['node'] },
        ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
        ...{ verbatimModuleSyntax: true, skipLibCheck: true, outDir: 'built' },
      };
      writeFileSync(at('tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
      expect(await compile(folder)).toBe('');
    }, 120_000);

    it.each(programs.map(({ name, file }) => [name, file] as const))('compile and run: %s', async (name, file) => {
      expectOutput(name, (await run(join('built', `${file}.js`))).stdout);
    });
  });

  it('that are files of the project compile there, with the changes shown with them', async () => {
    expect(sources.map(({ name }) => name)).toEqual(['docs/extending.md, ts 1']);
    const copy = at('copy');
    cpSync('src', join(copy, 'src'), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'), 'junction');
    for (const { code } of sources) writeFileSync(join(copy, /^\/\/ (src\/\S+)\n/.exec(code)![1]!), code);
    for (const { code } of blocksOf('diff')) {
      const [, file] = /^--- (src\/\S+)\n/.exec(code)!;
      const path = join(copy, file!);
      writeFileSync(path, insertLines(readFileSync(path, 'utf8'), code));
    }
    const config = {
      extends: join(repository, 'tsconfig.json'),
      compilerOptions: { rootDir: '.', noEmit: true },
      files: ['src/losses/index.ts'],
      include: [],
    };
    writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ type: 'module' }));
    expect(await compile(copy)).toBe('');
  });

  it('also run from the command line, with the compiled engine', async () => {
    const code = `
      import { createEngine } from 'lyrebird';
      const engine = await createEngine();
      console.log(engine.name);
      await engine.dispose();`;
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', code]);
    expect(stdout).toBe('compiled');
  });
});

/**
 * Applies one of the page's diffs: inserts its lines with a + before the line after them, which must occur once.
 * @param diff `--- file`, lines with a +, one line without
 */
function insertLines(text: string, diff: string): string {
  const lines = diff.trimEnd().split('\n');
  const inserted = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
  const before = `\n${lines.at(-1)!.slice(1)}\n`;
  expect(text.split(before), `expected once:${before}`).toHaveLength(2);
  return text.replace(before, () => `\n${inserted.join('\n')}${before}`);
}

describe('paths and links in the documentation', () => {
  it.each(PAGES)('exist: %s', (page) => {
    const text = TEXTS.get(page)!;
    const files = [...text.matchAll(/`((?:src|audio|cli|configs|docs|test)\/[\w./-]+)`/g)].map(([, path]) => path!);
    const links = [...text.matchAll(/\]\((?!http)([\w./-]*)(#[\w-]+)?\)/g)].map(([, path, anchor]) => ({
      path: path === '' ? page : join(dirname(page), path!),
      anchor,
    }));
    // `npm run docs` builds the reference.
    const paths = [...files, ...links.map(({ path }) => path)].filter((path) => !/^docs.reference\b/.test(path));
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    const missing = links.filter(
      ({ path, anchor }) => anchor && !anchorsOf(readFileSync(path, 'utf8')).includes(anchor),
    );
    expect(missing).toEqual([]);
  });
});

/** Anchors of a page's headings, as GitHub writes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(
    ([, title]) =>
      `#${title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-')}`,
  );
}
