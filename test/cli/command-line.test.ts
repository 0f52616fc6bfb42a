import { execa } from 'execa';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { ESCAPE, lyrebird } from './support/lyrebird.js';

const { at } = useTemporaryFolder();

/** Files of the bundle, called NAME-HASH.js, that a file loads on demand, itself or through one that it stands for. */
function chunksLoadedBy(file: string, name: string): string[] {
  const code = readFileSync(`dist/bundle/${file}`, 'utf8');
  const loaded = [...code.matchAll(RegExp(`import\\("\\./(${name}-[^"]+)"\\)`, 'g'))].map(([, chunk]) => chunk!);
  const standsFor = /^export .* from "\.\/([^"]+)"/m.exec(code)?.[1];
  return standsFor === undefined ? loaded : chunksLoadedBy(standsFor, name);
}

describe('the command line', () => {
  it('lists the commands and the exit codes in its help', async () => {
    const { exitCode, stdout } = await lyrebird(['--help']);
    expect(exitCode).toBe(0);
    for (const command of [
      'train',
      'classify',
      'sweep',
      'reproduce',
      'worker',
      'evaluate',
      'doctor',
      'install-native',
      'demo',
      'data',
    ])
      expect(stdout).toContain(`  ${command} `);
    expect(stdout).toContain('130  stopped by Ctrl+C or SIGTERM after saving');
    expect(stdout).not.toContain(ESCAPE);
  });

  it('groups the commands in its help: recordings, benchmarks, machines', async () => {
    const { stdout } = await lyrebird(['--help']);
    const groups = stdout.split('\n\n').map((block) => {
      const [heading, ...lines] = block.split('\n');
      return [heading, lines.flatMap((line) => /^ {2}([a-z][\w-]*)/.exec(line)?.[1] ?? [])];
    });
    expect(groups.slice(-6, -2)).toEqual([
      ['Bird recordings:', ['classify', 'evaluate', 'train', 'data', 'demo']],
      ['Benchmarks and the paper:', ['sweep', 'reproduce', 'templates', 'theorem1', 'frameworks', 'gan', 'cluster']],
      ['Machines:', ['doctor', 'install-native', 'cache', 'worker']],
      ['Help:', ['help']],
    ]);
  });

  it('prints its version', async () => {
    const { stdout } = await lyrebird(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['clasify'], "lyrebird: unknown command 'clasify'\n(Did you mean classify?)"],
    [['help', 'clasify'], "lyrebird: unknown command 'clasify'\n(Did you mean classify?)"],
    [['classify', '-leading.mp3'], "'-leading.mp3'\n(for the file -leading.mp3, write ./-leading.mp3, or -- before"],
    [['train', '--out', 'x', '--epochs', 't\u001B[1mwo'], 'a whole number of at least 1, got "t\\u001b[1mwo"'],
    [['classify', 'a.wav', '-m', 'm', '--threshold', '1.5'], 'expected a number from 0 to 1, got "1.5"'],
    [['classify', 'a.wav', '-m', 'm', '--precision', 'high'], 'expected a number from 0 to 1, got "high"'],
    [
      ['classify', 'a.wav', '-m', 'm', '--format', 'xml'],
      'Allowed choices are table, json, csv, raven, audacity, birdnet.',
    ],
    [['classify', 'a.wav', '-m', 'm', '--overwrite'], 'lyrebird: --overwrite replaces files in --out'],
    [['classify', 'a.wav', '-m', 'm', '--all-segments', '--format', 'csv'], 'got csv; give --out to get both'],
    [['train', '--out', 'x', '--task', 'bird\u009B1'], 'lyrebird: unknown task bird\\u009b1: did you mean bird10?'],
    [['train', '--out', 'x', '--task', 'bird10', '--set', 'loss.aplha=1'], 'did you mean loss.alpha?'],
    [['train', '--out', 'x', '--task', 'bird10', '--config', 'y.yaml'], 'give one, got bird10 and y.yaml'],
    [['train', '--out', 'x', '--task', 'bird10'], 'lyrebird: no recordings given: pass their folder with --data'],
  ])('%j is a wrong command line: exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await lyrebird(args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
  });

  it('reports an error that nobody catches with its stack trace, but without its escape codes', async () => {
    const code = `process.once('beforeExit', () => { throw new Error('a\\u001B[31mred') })`;
    const { exitCode, stderr } = await lyrebird(['--version'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^lyrebird: unexpected error: Error: a\\u001b\[31mred\n {4}at /);
  });

  it('says in one line that it is not built', async () => {
    mkdirSync(at('cli'));
    copyFileSync('cli/lyrebird.js', at('cli', 'lyrebird.mjs'));
    const { exitCode, stderr } = await execa(process.execPath, [at('cli', 'lyrebird.mjs')], {
      reject: false,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toBe('lyrebird: not built yet; run `npm run build` in the project folder first');
  });

  it('loads neither TensorFlow.js nor React for help', async () => {
    const { stdout } = await lyrebird(['--help'], { NODE_DEBUG: 'esm' });
    const { stderr } = await lyrebird(['train', '--help'], { NODE_DEBUG: 'esm' });
    expect(stdout).not.toBe('');
    expect(stderr).toContain('commander');
    expect(stderr).not.toMatch(/node_modules\/(@tensorflow|react|ink|onnxruntime)/);
  });

  it('draws a training run on a thread without TensorFlow.js', async () => {
    const [train] = chunksLoadedBy('main.js', 'train');
    const [ink] = chunksLoadedBy(train!, 'ink');
    const urls = [train!, ink!].map((name) => pathToFileURL(`dist/bundle/${name}`).href);
    const imports = urls.map((url) => `await import(${JSON.stringify(url)});`).join(' ');
    const code = `${imports} console.log(globalThis._tfengine === undefined);`;
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', code]);
    expect(stdout).toBe('true');
  });

  it('loads undici for downloads alone', async () => {
    const code = `
      await import(${JSON.stringify(`${process.cwd()}/dist/src/data/index.js`)});
      console.log(Object.keys(process.getBuiltinModule('node:module')._cache).filter((path) => /undici/.test(path)));`;
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', code]);
    expect(stdout).toBe('[]');
  });
});
