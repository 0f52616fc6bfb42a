import { formatFigure, type Benchmarks } from './figures.js';

/** `<!-- figure: mnist-50 -->97.0 ± 1.8 %<!-- end -->` and `<!-- table: mnist -->…<!-- end -->`. */
const MARK = /<!-- (figure|table): ([\w.-]+) -->([\s\S]*?)<!-- end -->/g;

/**
 * Replaces what stands between marks of figures and tables in a page by what the benchmarks say.
 * @throws RangeError if a mark names a figure or table that does not exist
 */
export function fillIn(page: string, benchmarks: Benchmarks): string {
  return page.replaceAll(MARK, (_, kind: string, name: string) => {
    const content = kind === 'figure' ? ofFigure(name, benchmarks) : `\n\n${ofTable(name, benchmarks)}\n\n`;
    return `<!-- ${kind}: ${name} -->${content}<!-- end -->`;
  });
}

/** What stands in a page outside of marks. */
export function withoutMarks(page: string): string {
  return page.replaceAll(MARK, '');
}

/** References that pages and their tables show: `figure` and `figure.property`. */
export function referencesIn(pages: readonly string[], { tables }: Benchmarks): Set<string> {
  const named = pages.flatMap((page) => [...page.matchAll(MARK)].map(([, kind, name]) => ({ kind, name: name! })));
  const inTables = named.flatMap(({ kind, name }) => (kind === 'table' ? (tables[name]?.rows.flat() ?? []) : []));
  const references = inTables.flatMap((cell) => [...cell.matchAll(REFERENCE)].map(([, name]) => name!));
  const inText = named.flatMap(({ kind, name }) => (kind === 'figure' ? [name] : []));
  return new Set([...inText, ...references]);
}

const REFERENCE = /\{([\w.-]+)\}/g;

function ofFigure(reference: string, { figures }: Benchmarks): string {
  const [name, property] = reference.split('.', 2) as [string, string?];
  const figure = figures[name];
  if (!figure) throw new RangeError(`no figure ${name} in docs/benchmarks.json`);
  return formatFigure(name, figure, property);
}

function ofTable(name: string, benchmarks: Benchmarks): string {
  if (name === 'origins') return origins(benchmarks).join('\n');
  const table = benchmarks.tables[name];
  if (!table) throw new RangeError(`no table ${name} in docs/benchmarks.json`);
  const filled = table.rows.map((row) =>
    row.map((cell) => cell.replaceAll(REFERENCE, (_, reference: string) => ofFigure(reference, benchmarks))),
  );
  return markdownTable(table.columns, filled);
}

/** How the figures were measured, as items of a list: one for all that were measured together. */
function origins({ figures }: Benchmarks): string[] {
  const items = Object.values(figures).map(({ measures, values, minutes, processor, commit, command }) => {
    const seeds = values ? [`seeds ${Object.keys(values).join(', ')}`] : [];
    const time = minutes === undefined ? [] : [`${minutes.toFixed(0)} minutes a run`];
    return `- ${measures}: ${[...seeds, ...time, processor, `commit ${commit}`].join('; ')}. \`${command}\``;
  });
  return [...new Set(items)];
}

function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
