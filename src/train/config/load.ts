import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { nearest } from '../../nearest-name.js';
import { ConfigError } from '../../errors.js';
import { CONFIG_FOLDER } from '../../package.js';
import { knownPaths } from './keys.js';
import { checkKind, settingsOfKind } from './kinds.js';
import { checkLabels } from './labels.js';
import { checkLength, withRivalUnset } from './length.js';
import { issueMessage } from './messages.js';
import { applyOverride, parseOverride } from './overrides.js';
import { configSchema, type Config } from './schema.js';
import { checkWeights } from './weights.js';

export interface ConfigSource {
  /** Name of a file in `configs/`, without its ending. */
  readonly task?: string;
  /** A configuration file; goes before `task`. */
  readonly file?: string;
  /** `a.b=value`, in order; they go before the file. */
  readonly overrides?: readonly string[];
  /** Values by full path, taken as they are: folders given as options of their own. They go before everything else. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Beginning of the names of files that are adversarial experiments: they have a schema and a command of their own. */
export const EBGAN_PREFIX = 'ebgan-';

const KNOWN_PATHS = knownPaths(configSchema);

/**
 * An experiment from its file and overrides, checked.
 * @throws ConfigError for a file that cannot be read, an unknown task or key, a value out of range
 */
export function loadConfig({ task, file, overrides = [], values = {} }: ConfigSource): Config {
  const path = file ?? (task === undefined ? undefined : taskFile(task));
  if (path === undefined)
    throw new ConfigError(`no task given: choose one of ${taskNames().join(', ')}, or give a configuration file`);
  const settings = readSettings(path);
  checkSettings(settings, (message) => `${path}: ${message}`);
  const changes = [
    ...overrides.map((text) => parseOverride(text, KNOWN_PATHS)),
    ...Object.entries(values).map(([name, value]) => ({ path: name.split('.'), value })),
  ];
  const changed = changes.flatMap(withRivalUnset).reduce(applyOverride, settings);
  return checkSettings(changed, (message) => message);
}

/** A configuration as the text of a file that `loadConfig` reads: what its kind of data has no use for is left out. */
export function formatConfig(config: Config): string {
  return stringify(settingsOfKind(config));
}

/** Experiments that come with Lyrebird. */
export function taskNames(): string[] {
  return readdirSync(CONFIG_FOLDER)
    .filter((name) => name.endsWith('.yaml') && !name.startsWith(EBGAN_PREFIX))
    .map((name) => basename(name, '.yaml'))
    .sort();
}

function taskFile(task: string): string {
  const names = taskNames();
  if (names.includes(task)) return join(CONFIG_FOLDER, `${task}.yaml`);
  const meant = nearest(task, names);
  const hint = meant === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${meant}?`;
  throw new ConfigError(`unknown task ${task}: ${hint}`);
}

/**
 * The settings of a configuration file, not checked yet.
 * @throws ConfigError if it cannot be read, or is none
 */
export function readSettings(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`cannot read ${path}: ${code === 'ENOENT' ? 'there is no such file' : message}`, { cause });
  }
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error)
    throw new ConfigError(`${path} is not valid YAML: ${error.message.split('\n', 1)[0]!.replace(/:$/, '')}`, {
      cause: error,
    });
  const settings: unknown = document.toJS() ?? {};
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    throw new ConfigError(`${path}: expected settings as "key: value", got ${JSON.stringify(settings)}`);
  }
  return settings as Record<string, unknown>;
}

function checkSettings(settings: Record<string, unknown>, located: (message: string) => string): Config {
  const result = configSchema.safeParse(settings);
  if (!result.success) throw new ConfigError(located(issueMessage(result.error.issues[0]!, settings, KNOWN_PATHS)));
  try {
    checkKind(result.data);
    checkLabels(result.data);
    checkLength(result.data);
    checkWeights(result.data);
  } catch (cause) {
    throw new ConfigError(located((cause as Error).message), { cause });
  }
  return result.data;
}
