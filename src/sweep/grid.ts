import { parse } from 'yaml';
import { ConfigError } from '../errors.js';
import { type ConfigKind, isKnown, type KeyPath, knownPaths, unknownKeyMessage } from '../train/index.js';
import { createCell, valueText, type Cell } from './cell.js';

/** Settings that are to be tried, each with its values, in the order in which they were given. */
export type Grid = readonly GridAxis[];

/** One setting of a grid. */
export interface GridAxis {
  /** Full path of the setting. */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** What a sweep decides by options of its own. */
const RESERVED: Readonly<Record<string, string>> = {
  task: 'give one sweep a task',
  seed: 'say how many with --seeds',
  'data.path': 'give the folder with --data',
  'engine.threads': 'give the number with --threads',
};

/**
 * Reads `loss.alpha=0.3,0.4,0.5`, one text a setting. Values are read as in a YAML list: numbers, `true`, `null`, text, `"text, with commas"`.
 * @param kinds of configurations that the settings may be of
 * @throws ConfigError naming the text, if it is not of that form, or its key is unknown, reserved or given twice
 */
export function parseGrid(texts: readonly string[], kinds: readonly ConfigKind[]): Grid {
  const known = kinds.flatMap(({ schema }) => knownPaths(schema));
  const grid = texts.map((text) => parseAxis(text, known));
  const twice = grid.find(({ path }, index) => grid.findIndex((other) => other.path === path) < index);
  if (twice) throw new ConfigError(`--grid ${twice.path} was given twice: list its values once, separated by commas`);
  return grid;
}

/** The cartesian product of a grid; the last setting changes fastest. An empty grid has one cell: the base settings. */
export function cellsOf(grid: Grid): Cell[] {
  const products = grid.reduce<readonly Readonly<Record<string, unknown>>[]>(
    (cells, { path, values }) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [path]: value }))),
    [{}],
  );
  return products.map((settings) => createCell(settings));
}

function parseAxis(text: string, known: readonly KeyPath[]): GridAxis {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(equals, 0)).trim();
  if (path === '') {
    throw new ConfigError(
      `--grid: expected key=value,value,..., for example loss.alpha=0.3,0.5, got ${JSON.stringify(text)}`,
    );
  }
  const hint = RESERVED[path];
  if (hint !== undefined) throw new ConfigError(`--grid ${path}: ${hint}`);
  if (!isKnown(path.split('.'), known)) {
    throw new ConfigError(unknownKeyMessage(path.split('.'), known));
  }
  const values = parseValues(path, text.slice(equals + 1));
  const texts = values.map(valueText);
  const twice = texts.find((value, index) => texts.indexOf(value) < index);
  if (twice !== undefined) throw new ConfigError(`--grid ${path}: ${twice} is listed twice`);
  return { path, values };
}

function parseValues(path: string, text: string): readonly unknown[] {
  // YAML would pass over an empty place at the end of a list; here it is more likely a slip.
  if (text.split(',').some((part) => part.trim() === '')) {
    throw new ConfigError(`--grid ${path}: expected values separated by commas, got ${JSON.stringify(text)}`);
  }
  try {
    return parse(`[${text}]`) as unknown[];
  } catch (cause) {
    throw new ConfigError(`--grid ${path}: cannot read the values ${JSON.stringify(text)}`, { cause });
  }
}
