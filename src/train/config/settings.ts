import { isDeepStrictEqual } from 'node:util';
import { shownValue } from '../../shown-value.js';
import { withCurrentNames, without } from './current-names.js';
import { flatten } from './flatten.js';
import { defaultAt, isKnown, knownPaths, type KeyPath } from './keys.js';
import type { AnyConfig, ConfigKind } from './kind.js';

type Settings = Readonly<Record<string, unknown>>;

/** Settings with their kind, and what is wrong with the rest. */
export interface SettingsOfKind {
  readonly settings: Settings;
  /** A message for each setting of a different kind; these are not among `settings`. */
  readonly foreign: readonly string[];
}

/**
 * Adds the kind to the unchecked settings of a file. Files of the previous version have no `kind:`, and some contain
 * default values of settings of other kinds, which are dropped.
 * @param kinds all allowed kinds
 */
export function withKind(settings: Settings, kind: ConfigKind, kinds: readonly ConfigKind[]): SettingsOfKind {
  const known = knownPaths(kind.schema);
  const others = kinds.filter((other) => other !== kind).map((other) => ({ other, paths: knownPaths(other.schema) }));
  const foreign: string[] = [];
  let result: Settings = { ...settings, kind: kind.name };
  for (const [name, value] of flatten(settings)) {
    const path = name.split('.');
    const unknownPath = unknownPrefix(path, known);
    const owner = unknownPath && others.find(({ paths }) => isKnown(unknownPath, paths))?.other;
    if (!owner) continue;
    if ('kind' in settings || !isDeepStrictEqual(value, defaultAt(owner.schema, path))) {
      foreign.push(
        `${name} is a setting for ${owner.examples}, but this task uses ${kind.examples}: ` +
          `remove it, got ${shownValue(value)}`,
      );
    }
    result = without(result, path);
  }
  return { settings: result, foreign };
}

/**
 * Brings the settings of an earlier run up to date: renamed settings get their new names, missing settings their
 * defaults, and settings that the kind does not have are dropped.
 * @returns the settings unchanged if they do not match the kind
 */
export function savedSettings<C extends AnyConfig>(saved: Settings, kind: ConfigKind<C>): C | Settings {
  const known = knownPaths(kind.schema);
  const current = withCurrentNames(saved);
  const unknownPaths = [...flatten(current).keys()]
    .map((name) => name.split('.'))
    .filter((path) => !isKnown(path, known));
  const result = unknownPaths.reduce<Settings>(without, { kind: kind.name, ...current });
  return kind.schema.safeParse(result).data ?? saved;
}

/** Returns a path up to and including its first unknown key; undefined if all keys are known. */
function unknownPrefix(path: KeyPath, known: readonly KeyPath[]): KeyPath | undefined {
  const prefixes = path.map((_, index) => path.slice(0, index + 1));
  return prefixes.find((prefix) => !isKnown(prefix, known));
}
