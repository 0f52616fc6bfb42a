import { isDeepStrictEqual } from 'node:util';
import { ConfigError } from '../../errors.js';
import { withCurrentNames, without } from './current-names.js';
import { flatten } from './flatten.js';
import { defaultAt, isKnown, knownPaths, type KeyPath } from './keys.js';
import type { AnyConfig, ConfigKind } from './kind.js';

type Settings = Readonly<Record<string, unknown>>;

/**
 * Settings of a file, not checked yet, with their kind. Files of the last version have no `kind:`, and some hold the usual values of other
 * kinds as well: those are left out.
 * @param kinds all that were possible
 * @throws ConfigError for a setting of another kind
 */
export function withKind(settings: Settings, kind: ConfigKind, kinds: readonly ConfigKind[]): Settings {
  const known = knownPaths(kind.schema);
  const others = kinds.filter((other) => other !== kind).map((other) => ({ other, paths: knownPaths(other.schema) }));
  let own: Settings = { ...settings, kind: kind.name };
  for (const [name, value] of flatten(settings)) {
    const path = name.split('.');
    const strange = unknownPart(path, known);
    const owner = strange && others.find(({ paths }) => isKnown(strange, paths))?.other;
    if (!owner) continue;
    if ('kind' in settings || !isDeepStrictEqual(value, defaultAt(owner.schema, path))) {
      throw new ConfigError(
        `${name} is a setting of ${owner.examples}, and this task is about ${kind.examples}: leave it out, got ${JSON.stringify(value)}`,
      );
    }
    own = without(own, path);
  }
  return own;
}

/**
 * The settings of an earlier run, brought up to date: renamed settings get their new names, missing ones their defaults, and those that the
 * kind does not have are dropped.
 * @returns them as they are if they are of another kind
 */
export function savedSettings<C extends AnyConfig>(saved: Settings, kind: ConfigKind<C>): C | Settings {
  const known = knownPaths(kind.schema);
  const current = withCurrentNames(saved);
  const strange = [...flatten(current).keys()].map((name) => name.split('.')).filter((path) => !isKnown(path, known));
  const own = strange.reduce<Settings>(without, { kind: kind.name, ...current });
  return kind.schema.safeParse(own).data ?? saved;
}

/** The beginning of a path up to the first key that is not known; undefined if all are. */
function unknownPart(path: KeyPath, known: readonly KeyPath[]): KeyPath | undefined {
  const beginnings = path.map((_, index) => path.slice(0, index + 1));
  return beginnings.find((beginning) => !isKnown(beginning, known));
}
