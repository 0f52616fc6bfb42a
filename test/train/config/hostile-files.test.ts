import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { TASK_KINDS } from '#cli/kinds.js';
import { loadConfig } from '#src/train/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();

const fileOf = (content: string | Uint8Array): string => {
  const path = folder.at('x.yaml');
  writeFileSync(path, content);
  return path;
};

/** Nine lists, each of nine times the one before: 9^9 values. */
const BOMB = Array.from({ length: 9 }, (_, at) => {
  const items = at === 0 ? 'x' : `*l${at - 1}`;
  return `l${at}: &l${at} [${new Array(9).fill(items).join(', ')}]\n`;
}).join('');

const BEYOND_LEVELS = 'is nested more than 64 levels deep';

const errorOf = (file: string): Error => {
  try {
    loadConfig({ file }, TASK_KINDS);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`${file} was loaded`);
};

describe('a configuration file', () => {
  it.each<[string, string | Uint8Array, string | RegExp]>([
    ['that contains itself', '&a [*a]', ' is not valid YAML: *a is part of what it refers to'],
    ['with a group in itself', 'task: x\naudio: &x {y: *x}', ' is not valid YAML: *x is part of what it refers to'],
    [
      'with an alias of the setting that it is the value of',
      'task: x\nengine: &e\n  threads: *e\n',
      ' is not valid YAML: *e is part of what it refers to',
    ],
    [
      'with an asterisk that was meant as text',
      'task: x\ndata:\n  path: *recordings\n',
      ' is not valid YAML: *recordings refers to nothing: put text that begins with * into quotes',
    ],
    [
      'that aliases blow up to 9^9 values',
      BOMB,
      ' is not valid YAML: Excessive alias count indicates a resource exhaustion attack',
    ],
    ['of 100,000 opening brackets', `task: ${'['.repeat(100_000)}`, ` ${BEYOND_LEVELS}`],
    ['of 100,000 opening braces', '{a: '.repeat(50_000), ` ${BEYOND_LEVELS}`],
    ['of 100,000 dashes', '- '.repeat(100_000), ` ${BEYOND_LEVELS}`],
    ['of 100,000 question marks', '? '.repeat(100_000), ` ${BEYOND_LEVELS}`],
    [
      'of ever deeper groups',
      Array.from({ length: 300 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
      ` ${BEYOND_LEVELS}`,
    ],
    [
      'whose aliases nest deeper than its text',
      `a: &a ${'['.repeat(40)}${']'.repeat(40)}\nb: ${'['.repeat(40)}*a${']'.repeat(40)}\n`,
      ` ${BEYOND_LEVELS}`,
    ],
    [
      'of 20,000 keys',
      Array.from({ length: 20_000 }, (_, at) => `k${at}: 1\n`).join(''),
      ' is too long for a configuration: more than 50000 words',
    ],
    [
      'with a list as a key',
      '? [a, b]\n: c\n',
      ' is not valid YAML: expected a name before each colon, got a list or a group',
    ],
    ['with nothing as a key', ': c\n', ' is not valid YAML: expected a name before each colon, got nothing'],
    ['with an alias as a key', 'task: &a x\n*a : c\n', ' is not valid YAML: expected a name before each colon, got *a'],
    ['with a tag', 'task: !!python/object x\n', /^ is not valid YAML: Unresolved tag: \S+ at line 1, column 7$/],
    ['of YAML 1.1', '%YAML 1.1\n---\ntask: x\n', ' is YAML 1.1: remove its line with %YAML'],
    ['of two documents', 'task: x\n---\ntask: y\n', ' holds several documents, divided by ---: expected one'],
    [
      'with tabs for indentation',
      'task: x\nloss:\n\talpha: 1\n',
      /^ is not valid YAML: Tabs are not allowed as indentation/,
    ],
    ['that is empty', '', ': expected settings as "key: value", got an empty file'],
    ['of comments alone', '# task: x\n', ': expected settings as "key: value", got an empty file'],
    ['of text', 'hello', ': expected settings as "key: value", got "hello"'],
    ['in Latin-1', Buffer.from('task: Züge\n', 'latin1'), ': expected UTF-8 text, got other bytes: save it as UTF-8'],
    ['in UTF-16', Buffer.from('\ufefftask: x\n', 'utf16le'), ': expected UTF-8 text, got UTF-16: save it as UTF-8'],
    ['of bytes', Buffer.from(Array.from({ length: 999 }, (_, at) => (at * 7919) % 256)), /^: expected UTF-8 text/],
    ['with an escape code', 'task: x\n"\\e[31m\\n": 1\n', /^: unknown key \\u001b\[31m\\n: expected one of/],
  ])('%s is refused in one line', (_, content, message) => {
    const file = fileOf(content);
    const error = errorOf(file);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message.startsWith(file)).toBe(true);
    const rest = error.message.slice(file.length);
    if (typeof message === 'string') expect(rest).toBe(message);
    else expect(rest).toMatch(message);
  });

  it('of a gigabyte is refused before it is read', () => {
    const file = fileOf('task: x\n');
    truncateSync(file, 1 << 30);
    expect(errorOf(file).message).toBe(`${file}: expected a configuration of at most 256 KiB, got a longer file`);
  });

  it('that is a folder is refused', () => {
    mkdirSync(folder.at('folder'));
    expect(errorOf(folder.at('folder')).message).toBe(`cannot read ${folder.at('folder')}: it is a folder`);
  });

  it('may be JSON with a byte order mark and tabs, and may use an alias', () => {
    const json = '\ufeff{\n\t"task": "mine",\n\t"loss": {\n\t\t"alpha": 0.25\n\t}\n}\n';
    expect(loadConfig({ file: fileOf(json) }, TASK_KINDS).loss.alpha).toBe(0.25);
    const aliased = 'task: mine\nloss: {alpha: &half 0.5, beta: *half}\n';
    expect(loadConfig({ file: fileOf(aliased) }, TASK_KINDS).loss).toMatchObject({ alpha: 0.5, beta: 0.5 });
  });

  it('may be a pipe', () => {
    const pipe = folder.at('pipe');
    execFileSync('mkfifo', [pipe]);
    spawn('sh', ['-c', 'printf "task: mine" > "$0"', pipe], { stdio: 'ignore' });
    expect(loadConfig({ file: pipe }, TASK_KINDS).task).toBe('mine');
  });
});

describe('an override', () => {
  it.each([
    ['a list that contains itself', '&a [*a]'],
    ['an alias of nothing', '*a'],
    ['endless lists', '[x'.repeat(100_000)],
    ['a tag', '!!js x'],
  ])('of %s is refused in one line', (_, value) => {
    const load = () => loadConfig({ task: 'bird10', overrides: [`model=${value}`] }, TASK_KINDS);
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/^--set model: cannot read the value "[^\n]{1,140}$/);
  });
});

describe('all mistaken keys', () => {
  it('of a file are listed at once, each with its suggestion', () => {
    const file = fileOf(
      'task: x\nseeed: 1\nloss: {aplha: 1, beta: {pints: [[0, 1]]}}\ndata: {labels: 3, validationShare: 0.2}\n',
    );
    expect(errorOf(file).message).toBe(
      `${file}: data.labels is a setting for images, but this task uses recordings: remove it, got 3; ` +
        '4 unknown keys: data.validationShare (it was renamed to data.validationFraction), ' +
        'loss.beta.pints (did you mean loss.beta.points?), loss.aplha (did you mean loss.alpha?), ' +
        'seeed (did you mean seed?)',
    );
  });

  it('of --set are listed at once', () => {
    expect(() => loadConfig({ task: 'bird10', overrides: ['seeed=1', 'seed=2', 'loss.aplha=1'] }, TASK_KINDS)).toThrow(
      new ConfigError('2 unknown keys: seeed (did you mean seed?), loss.aplha (did you mean loss.alpha?)'),
    );
  });

  it('are counted beyond ten', () => {
    const file = fileOf(`task: x\n${Array.from({ length: 12 }, (_, at) => `zzz${at}: 1\n`).join('')}`);
    expect(errorOf(file).message).toMatch(/: 12 unknown keys: zzz0 \(.+zzz9 \([^(]+\), and 2 more$/);
  });
});
