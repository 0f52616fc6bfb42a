import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TASK_KINDS } from '#cli/kinds.js';
import { createModel } from '#src/models/index.js';
import { defaultAt, knownPaths, type KeyPath } from '#src/train/config/keys.js';

const PAGE = readFileSync('docs/settings.md', 'utf8');

/** Settings without a default in the schema, by key. All others without one are required. */
const OTHER_DEFAULTS: Readonly<Record<string, string>> = {
  kind: 'inferred',
  'loss.gamma.LAYER': 'none',
  ...ofNetwork(),
};

/** Defaults of the options of image networks, which the networks define. */
function ofNetwork(): Record<string, string> {
  const { kind, activation } = createModel({ name: 'small-cnn' }, { inputShape: [8, 8, 1], classCount: 2 }).spec;
  return { 'model.kind': String(kind), 'model.activation': String(activation) };
}

/**
 * Reads the page's tables.
 * @returns default by key, of the sections for a kind and of the sections for all kinds
 */
function documented(kind: string): Map<string, string> {
  const sections = PAGE.split(/^## /m).filter((section) => {
    const kindOfSection = /^\w+: (\w+)$/m.exec(section.split('\n', 1)[0]!)?.[1];
    return kindOfSection === undefined || kindOfSection === kind;
  });
  const rows = sections.flatMap((section) => [...section.matchAll(/^\| `([\w.]+)` +\| (.*?) +\| \S.*\|$/gm)]);
  const keys = rows.map(([, key]) => key);
  expect(keys, 'each key once').toEqual([...new Set(keys)]);
  return new Map(rows.map(([, key, value]) => [key!, value!]));
}

/** Formats a default as the page does: strings without quotes. */
function format(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Lists the settings of a schema: keys that are not groups. A weight is one setting, even if it may be a schedule. */
function settingsOf(schema: Parameters<typeof knownPaths>[0]): KeyPath[] {
  const paths = knownPaths(schema);
  const names = new Set(paths.map((path) => path.join('.')));
  const isWeight = (path: KeyPath): boolean => names.has([...path, 'points'].join('.'));
  const isGroup = (path: KeyPath): boolean => [...names].some((name) => name.startsWith(`${path.join('.')}.`));
  return paths.filter((path) => (isWeight(path) || !isGroup(path)) && !isWeight(path.slice(0, -1)));
}

describe('docs/settings.md', () => {
  it.each(TASK_KINDS.map(({ name, schema }) => [name, schema] as const))(
    'lists the settings of %s with their defaults, and no others',
    (kind, schema) => {
      const expected = settingsOf(schema).map((path) => {
        const key = path.join('.').replace('*', 'LAYER');
        const value = defaultAt(schema, path);
        return [key, value === undefined ? (OTHER_DEFAULTS[key] ?? 'required') : format(value)] as const;
      });
      expect(expected.length).toBeGreaterThan(40);
      expect(Object.fromEntries(documented(kind))).toEqual(Object.fromEntries(expected));
    },
  );
});
