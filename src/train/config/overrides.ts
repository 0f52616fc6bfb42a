import { parse } from 'yaml';
import { ConfigError } from '../../errors.js';
import { isKnown, unknownKeyMessage, type KeyPath } from './keys.js';

/** One `a.b=value`. */
export interface Override {
  readonly path: KeyPath;
  readonly value: unknown;
}

/** Paths of keys. */
export interface OverridePaths {
  /** Of the kind of configuration that is changed: what a misspelt key is compared with. */
  readonly known: readonly KeyPath[];
  /** Of all kinds that it might become, or be mistaken for. */
  readonly possible: readonly KeyPath[];
}

/**
 * Reads `loss.alpha=0.5`; the value is read as in a YAML file: a number, `true`, `null`, or text.
 * @throws ConfigError if it is not of that form, or the key is unknown
 */
export function parseOverride(text: string, { known, possible }: OverridePaths): Override {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0)).trim();
  if (name === '')
    throw new ConfigError(`--set: expected key=value, for example loss.alpha=0.7, got ${JSON.stringify(text)}`);
  const path = name.split('.');
  if (!isKnown(path, possible)) throw new ConfigError(unknownKeyMessage(path, known));
  const value = text.slice(equals + 1);
  try {
    return { path, value: parse(value) as unknown };
  } catch (cause) {
    throw new ConfigError(`--set ${name}: cannot read the value ${JSON.stringify(value)}`, { cause });
  }
}

/** A copy of `settings` with one key set; groups on the way are made. */
export function applyOverride(
  settings: Readonly<Record<string, unknown>>,
  { path, value }: Override,
): Record<string, unknown> {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) return { ...settings, [key]: value };
  const group = settings[key];
  const inner = typeof group === 'object' && group !== null ? (group as Record<string, unknown>) : {};
  return { ...settings, [key]: applyOverride(inner, { path: rest, value }) };
}
