import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { nearestName } from '../../nearest-name.js';
import { ConfigError } from '../../errors.js';
import { CONFIG_FOLDER } from '../../package.js';
import { shownValue } from '../../shown-value.js';
import { readConfigText } from './config-text.js';
import { flatten } from './flatten.js';
import { knownPaths } from './keys.js';
import { kindOfSettings, type ConfigKind, type ConfigOf } from './kind.js';
import { withOtherLengthUnset } from './length.js';
import { issuesMessage } from './messages.js';
import { applyOverride, parseOverrides, type Override } from './overrides.js';
import { withKind } from './settings.js';
import { parseYaml } from './yaml.js';

/** Sources of a configuration. */
export interface ConfigSource {
  /** Name of an experiment included in Lyrebird. */
  readonly task?: string;
  /** A configuration file; takes precedence over `task`. */
  readonly file?: string;
  /**
   * Values by full path, for shorter or smaller runs. They take precedence over the file, but not over `overrides`.
   */
  readonly preset?: Readonly<Record<string, unknown>>;
  /** Overrides of the form `a.b=value`, applied in order; they take precedence over the file. */
  readonly overrides?: readonly string[];
  /**
   * Values by full path, not parsed, such as folders given as separate options. They take precedence over everything
   * else.
   */
  readonly values?: Readonly<Record<string, unknown>>;
}

/**
 * Loads and checks an experiment from its file and overrides.
 * @param kinds allowed kinds; the first is that of a file with neither a kind nor a data set
 * @throws ConfigError for an unreadable file, an unknown task or key, a setting of a different kind, or a value out of
 *   range
 */
export function loadConfig<K extends ConfigKind>(
  { task, file, preset = {}, overrides = [], values = {} }: ConfigSource,
  kinds: readonly K[],
): ConfigOf<K> {
  const path = file ?? (task === undefined ? undefined : taskFile(task, kinds));
  if (path === undefined)
    throw new ConfigError(`no task given: choose one of ${taskNames(kinds).join(', ')}, or give a configuration file`);
  const settings = readSettings(path);
  const { kind } = checkSettings(settings, kinds, (message) => `${path}: ${message}`);
  const known = knownPaths(kind.schema);
  const possible = kinds.flatMap(({ schema }) => knownPaths(schema));
  const changes = [...asOverrides(preset), ...parseOverrides(overrides, { known, possible }), ...asOverrides(values)];
  const changed = changes.flatMap((change) => withOtherLengthUnset(change, known)).reduce(applyOverride, settings);
  return checkSettings(changed, kinds, (message) => message).config;
}

/** Formats a configuration as a file that `loadConfig` can read. */
export function formatConfig(config: object): string {
  return stringify(config);
}

/** Names of the included experiments of the given kinds. */
export function taskNames(kinds: readonly ConfigKind[]): string[] {
  return kinds
    .flatMap((kind) =>
      shippedFiles(kind)
        .filter((file) => readSettings(file)['kind'] === kind.name)
        .map((file) => nameOf(file, kind)),
    )
    .sort();
}

function taskFile(task: string, kinds: readonly ConfigKind[]): string {
  const file = kinds.flatMap((kind) => shippedFiles(kind).filter((path) => nameOf(path, kind) === task))[0];
  if (file !== undefined) return file;
  const names = taskNames(kinds);
  const suggestion = nearestName(task, names);
  const hint = suggestion === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${suggestion}?`;
  throw new ConfigError(`unknown task ${task}: ${hint}`);
}

/** Files in `configs/` that may be of a kind, according to their names. */
function shippedFiles({ filePrefix }: ConfigKind): string[] {
  return readdirSync(CONFIG_FOLDER)
    .filter((name) => name.startsWith(filePrefix) && name.endsWith('.yaml'))
    .map((name) => join(CONFIG_FOLDER, name));
}

function nameOf(file: string, { filePrefix }: ConfigKind): string {
  return basename(file, '.yaml').slice(filePrefix.length);
}

function asOverrides(values: Readonly<Record<string, unknown>>): Override[] {
  return Object.entries(values).map(([name, value]) => ({ path: name.split('.'), value }));
}

/**
 * Reads the settings of a configuration file without checking them.
 * @throws ConfigError if the file cannot be read, or is not a configuration
 */
export function readSettings(path: string): Record<string, unknown> {
  const text = readConfigText(path);
  let settings: unknown;
  try {
    settings = parseYaml(text);
  } catch (cause) {
    throw new ConfigError(`${path} ${(cause as Error).message}`, { cause });
  }
  if (settings === null) throw new ConfigError(`${path}: expected settings as "key: value", got an empty file`);
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    throw new ConfigError(`${path}: expected settings as "key: value", got ${shownValue(settings)}`);
  }
  return settings as Record<string, unknown>;
}

function checkSettings<K extends ConfigKind>(
  unchecked: Readonly<Record<string, unknown>>,
  kinds: readonly K[],
  located: (message: string) => string,
): { readonly kind: K; readonly config: ConfigOf<K> } {
  try {
    refuseProto(unchecked);
    const kind = kindOfSettings(unchecked, kinds);
    const { settings, foreign } = withKind(unchecked, kind, kinds);
    const { data: config, error } = kind.schema.safeParse(settings);
    const problems = [...foreign, ...(error ? [issuesMessage(error.issues, settings, knownPaths(kind.schema))] : [])];
    if (problems.length > 0) throw new ConfigError(problems.join('; '));
    kind.check(config!);
    return { kind, config: config as ConfigOf<K> };
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new ConfigError(located(cause.message), { cause });
  }
}

/** Refuses a name that schemas pass over in silence. @throws ConfigError naming it */
function refuseProto(settings: Readonly<Record<string, unknown>>): void {
  const name = [...flatten(settings).keys()].find((path) => path.split('.').includes('__proto__'));
  if (name !== undefined) throw new ConfigError(`unknown key ${name}: nothing can be named __proto__`);
}
