import { parse } from 'yaml';
import { ConfigError } from '../../errors.js';
import { isKnown, unknownKeyMessage, type KeyPath } from './keys.js';

/** One override, given as `a.b=value`. */
export interface Override {
  readonly path: KeyPath;
  readonly value: unknown;
}

/** Paths against which overrides are checked. */
export interface OverridePaths {
  /** Keys of the configuration's kind; suggestions for misspelt keys come from these. */
  readonly known: readonly KeyPath[];
  /** Keys of all allowed kinds. */
  readonly possible: readonly KeyPath[];
}

/**
 * Parses `loss.alpha=0.5`. The value is parsed as in a YAML file: a number, `true`, `null`, or text.
 * @throws ConfigError if the text is not of this form, or the key is unknown
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

/** Copies `settings` with one key set; missing groups are created. */
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
