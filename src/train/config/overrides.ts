import { ConfigError } from '../../errors.js';
import { shownValue } from '../../shown-value.js';
import { isKnown, unknownKeysMessage, type KeyPath } from './keys.js';
import { parseYaml } from './yaml.js';

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
 * Parses overrides such as `loss.alpha=0.5`. Values are parsed as in a YAML file: a number, `true`, `null`, or text.
 * @throws ConfigError if a text is not of this form, or naming all unknown keys
 */
export function parseOverrides(texts: readonly string[], { known, possible }: OverridePaths): Override[] {
  const overrides = texts.map(parseOverride);
  const unknown = overrides.map(({ path }) => path).filter((path) => !isKnown(path, possible));
  if (unknown.length > 0) throw new ConfigError(unknownKeysMessage(unknown, known));
  return overrides;
}

function parseOverride(text: string): Override {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0)).trim();
  if (name === '')
    throw new ConfigError(`--set: expected key=value, for example loss.alpha=0.7, got ${JSON.stringify(text)}`);
  const value = text.slice(equals + 1);
  // YAML reads nothing as null, but an empty value is more likely an unset shell variable.
  if (value.trim() === '') throw new ConfigError(`--set ${name}: expected a value (or null), got nothing`);
  try {
    return { path: name.split('.'), value: parseYaml(value) };
  } catch (cause) {
    throw new ConfigError(`--set ${name}: cannot read the value ${shownValue(value)}`, { cause });
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
