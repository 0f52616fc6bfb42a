import { ownValue } from '../own-value.js';
import { ConfigError } from '../errors.js';
import { type ConfigKind, isKnown, type KeyPath, knownPaths, parseYaml, unknownKeyMessage } from '../train/index.js';
import { createCell, valueText, type Cell } from './cell.js';

/** Settings to try, each with its values, in the given order. */
export type Grid = readonly GridAxis[];

/** One setting of a grid. */
export interface GridAxis {
  /** Full path of the setting. */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** Settings that a sweep sets by other options. */
const RESERVED: Readonly<Record<string, string>> = {
  task: 'run a separate sweep for each task',
  seed: 'set the number of seeds with --seeds, the first one with --seed',
  'data.path': 'set the folder with --data',
  'engine.threads': 'set the number of threads with --threads',
};

const LENGTHS = ['train.epochs', 'train.steps'];

/**
 * Parses axes of the form `loss.alpha=0.3,0.4,0.5`, one per setting. Values are parsed as in a YAML list: numbers,
 * `true`, `null`, text, `"text, with commas"`.
 * @param kinds kinds of configurations that the settings may belong to
 * @throws ConfigError naming the text, if it does not have that form, or if its key is unknown, reserved or repeated
 */
export function parseGrid(texts: readonly string[], kinds: readonly ConfigKind[]): Grid {
  const known = kinds.flatMap(({ schema }) => knownPaths(schema));
  const grid = texts.map((text) => parseAxis(text, known));
  const duplicate = grid.find(({ path }, index) => grid.findIndex((other) => other.path === path) < index);
  if (duplicate)
    throw new ConfigError(
      `--grid ${duplicate.path} is given twice: list all its values in one --grid, separated by commas`,
    );
  if (LENGTHS.every((length) => grid.some(({ path }) => path === length))) {
    throw new ConfigError(`--grid ${LENGTHS.join(' and ')} both set the training length: give one of them`);
  }
  return grid;
}

/** Cartesian product of a grid; the last setting varies fastest. An empty grid has one cell, the base settings. */
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
  const hint = ownValue(RESERVED, path);
  if (hint !== undefined) throw new ConfigError(`--grid ${path}: ${hint}`);
  if (!isKnown(path.split('.'), known)) {
    throw new ConfigError(unknownKeyMessage(path.split('.'), known));
  }
  const values = parseValues(path, text.slice(equals + 1));
  const texts = values.map(valueText);
  const duplicate = texts.find((value, index) => texts.indexOf(value) < index);
  if (duplicate !== undefined) throw new ConfigError(`--grid ${path}: ${duplicate} is listed twice`);
  return { path, values };
}

function parseValues(path: string, text: string): readonly unknown[] {
  // YAML ignores an empty value at the end of a list; here it is more likely a typo.
  if (text.split(',').some((value) => value.trim() === '')) {
    throw new ConfigError(`--grid ${path}: expected values separated by commas, got ${JSON.stringify(text)}`);
  }
  try {
    return parseYaml(`[${text}]`) as unknown[];
  } catch (cause) {
    throw new ConfigError(`--grid ${path}: cannot read the values ${JSON.stringify(text)}`, { cause });
  }
}
