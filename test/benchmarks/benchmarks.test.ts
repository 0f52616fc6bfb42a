import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFigure, parseBenchmarks, type Benchmarks } from './figures.js';
import { fillIn, referencesIn, withoutMarks } from './fill-in.js';
import { BENCHMARKS_FILE, readPages } from './pages.js';

const common = { command: 'lyrebird train', commit: 'abcdef0', processor: 'any', digits: 1, measures: 'accuracy' };
const three = { ...common, unit: '%', values: { 1: 97, 2: 95, 3: 99 }, minutes: 9.4 };
const made: Benchmarks = {
  figures: { three, range: { ...common, text: '5.5 (4.9 to 6.8)' } },
  tables: { some: { columns: ['what', 'accuracy'], rows: [['a|b', '{three} in {three.minutes} min']] } },
};

describe('figures', () => {
  it('are mean and sample standard deviation, or single values', () => {
    expect(formatFigure('three', three)).toBe('97.0 ± 2.0 %');
    expect(formatFigure('three', three, 'values')).toBe('97.0, 95.0, 99.0 %');
    expect(formatFigure('three', three, 'seeds')).toBe('1, 2, 3');
    expect(formatFigure('one', { ...three, values: { 1: 97 } })).toBe('97.0 %');
    const together = { ...common, texts: { wav: '3 s', mp3: '7 s' } };
    expect(formatFigure('together', together, 'mp3')).toBe('7 s');
    expect(() => formatFigure('together', together)).toThrow('figure together has no single number');
    expect(() => formatFigure('three', three, 'hours')).toThrow('figure three has no hours');
  });

  it('take their place between marks, and what they replace is gone', () => {
    const page = 'Now <!-- figure: three -->1 %<!-- end -->, <!-- figure: range --><!-- end -->.\n';
    const filled =
      'Now <!-- figure: three -->97.0 ± 2.0 %<!-- end -->, <!-- figure: range -->5.5 (4.9 to 6.8)<!-- end -->.\n';
    expect(fillIn(page, made)).toBe(filled);
    expect(fillIn(filled, made)).toBe(filled);
    expect(fillIn('<!-- table: some -->\nold\n<!-- end -->', made)).toBe(
      '<!-- table: some -->\n\n| what | accuracy |\n| --- | --- |\n| a\\|b | 97.0 ± 2.0 % in 9 min |\n\n<!-- end -->',
    );
    expect(() => fillIn('<!-- figure: none --><!-- end -->', made)).toThrow('no figure none');
  });

  it('need one of values, text and texts', () => {
    const text = (figure: object): string =>
      JSON.stringify({ figures: { three: { ...common, ...figure } }, tables: {} });
    expect(() => parseBenchmarks(text({}))).toThrow('three: expected one of values, text and texts');
    expect(parseBenchmarks(text({ text: '1' })).figures['three']!.text).toBe('1');
  });
});

describe('pages', () => {
  const benchmarks = parseBenchmarks(readFileSync(BENCHMARKS_FILE, 'utf8'));

  it('say what docs/benchmarks.json says: npm run benchmarks', async () => {
    const pages = await readPages(benchmarks);
    expect(pages.filter(({ text, filledIn }) => text !== filledIn).map(({ path }) => path)).toEqual([]);
  });

  it('and configurations type no mean and deviation that docs/benchmarks.json has', async () => {
    const known = Object.entries(benchmarks.figures).flatMap(([name, figure]) =>
      figure.texts ? Object.values(figure.texts) : [formatFigure(name, figure, 'number')],
    );
    const pages = (await readPages(benchmarks)).map(({ path, text }) => ({ path, typed: withoutMarks(text) }));
    const configurations = readdirSync('configs', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({ path: name, typed: readFileSync(join('configs', name), 'utf8') }));
    const twice = [...pages, ...configurations].flatMap(({ path, typed }) =>
      known.filter((number) => number.includes('±') && typed.includes(number)).map((number) => `${path}: ${number}`),
    );
    expect(twice).toEqual([]);
  });

  it('show every figure', async () => {
    const pages = (await readPages(benchmarks)).map(({ text }) => text);
    const shown = [...referencesIn(pages, benchmarks)];
    const figures = new Set(shown.map((reference) => reference.split('.', 1)[0]!));
    expect(Object.keys(benchmarks.figures).filter((name) => !figures.has(name))).toEqual([]);
    const texts = Object.entries(benchmarks.figures).flatMap(([name, { texts: named = {} }]) =>
      Object.keys(named).map((text) => `${name}.${text}`),
    );
    expect(texts.filter((text) => !shown.includes(text))).toEqual([]);
  });
});
