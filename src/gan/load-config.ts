import { join } from 'node:path';
import { stringify } from 'yaml';
import { ConfigError } from '../errors.js';
import { checkModelSpec, givesBackFeatures, modelNamesFor } from '../models/index.js';
import { applyOverride, EBGAN_PREFIX, issueMessage, knownPaths, parseOverride, readSettings } from '../train/index.js';
import { CONFIG_FOLDER } from '../package.js';
import { ebganConfigSchema, type EbganConfig } from './config-schema.js';

/** Adversarial experiments that come with Lyrebird, by what they imitate. */
export const EBGAN_TASKS = ['mnist', 'birds'] as const;
export type EbganTask = (typeof EBGAN_TASKS)[number];

export interface EbganConfigSource {
  readonly task?: EbganTask;
  /** A configuration file; goes before `task`. */
  readonly file?: string;
  /** Values by full path that go before the file's, and behind the overrides: what a shorter or smaller run is made of. */
  readonly preset?: Readonly<Record<string, unknown>>;
  /** `a.b=value`, in order. */
  readonly overrides?: readonly string[];
  /** Values by full path, taken as they are; they go before everything else. */
  readonly values?: Readonly<Record<string, unknown>>;
}

const KNOWN_PATHS = knownPaths(ebganConfigSchema);

/**
 * An adversarial experiment from its file and overrides, checked.
 * @throws ConfigError for a file that cannot be read, an unknown key, a value out of range, a network that does not take the data
 */
export function loadEbganConfig({
  task,
  file,
  preset = {},
  overrides = [],
  values = {},
}: EbganConfigSource): EbganConfig {
  const path = file ?? (task && join(CONFIG_FOLDER, `${EBGAN_PREFIX}${task}.yaml`));
  if (path === undefined) {
    throw new ConfigError(`no task given: choose one of ${EBGAN_TASKS.join(', ')}, or give a configuration file`);
  }
  const settings = readSettings(path);
  check(settings, (message) => `${path}: ${message}`);
  const asOverrides = (given: Readonly<Record<string, unknown>>) =>
    Object.entries(given).map(([name, value]) => ({ path: name.split('.'), value }));
  const changes = [
    ...asOverrides(preset),
    ...overrides.map((text) => parseOverride(text, KNOWN_PATHS)),
    ...asOverrides(values),
  ];
  return check(changes.reduce(applyOverride, settings), (message) => message);
}

/** A configuration as the text of a file that `loadEbganConfig` reads. */
export function formatEbganConfig(config: EbganConfig): string {
  return stringify(config);
}

function check(settings: Record<string, unknown>, located: (message: string) => string): EbganConfig {
  const result = ebganConfigSchema.safeParse(settings);
  if (!result.success) throw new ConfigError(located(issueMessage(result.error.issues[0]!, settings, KNOWN_PATHS)));
  try {
    checkDiscriminator(result.data);
  } catch (cause) {
    throw new ConfigError(located((cause as Error).message), { cause });
  }
  return result.data;
}

/** Dense networks, and what they take; the others are classifiers, which check their options themselves. */
const DENSE: Readonly<Record<string, readonly ('recordings' | 'images')[]>> = {
  mlp: ['recordings', 'images'],
  'spectral-mlp': ['recordings'],
};

function checkDiscriminator({ data, discriminator }: EbganConfig): void {
  const { name, outputs: _, hidden, windowLength, ...options } = discriminator;
  const kind = data.dataset === 'recordings' ? 'recordings' : 'images';
  const networks = [
    // Where R is over features, a generator would learn to please those, and nothing of the example behind them.
    ...modelNamesFor(kind).filter((known) => !givesBackFeatures(known)),
    ...Object.keys(DENSE).filter((dense) => DENSE[dense]!.includes(kind)),
  ];
  if (!networks.includes(name)) {
    throw new ConfigError(
      `discriminator.name: expected a network for ${kind}, since data.dataset is ${data.dataset}: one of ${networks.join(', ')}, got ${name}`,
    );
  }
  if (windowLength !== undefined && name !== 'spectral-mlp') {
    throw new ConfigError(`discriminator.windowLength is no option of ${name}: it is one of spectral-mlp`);
  }
  if (!(name in DENSE)) {
    if (hidden !== undefined) throw new ConfigError(`discriminator.hidden is no option of ${name}: it is one of mlp`);
    checkModelSpec({ name, ...options });
  } else if (options.activation === 'sigmoid' || options.kind !== undefined) {
    throw new ConfigError(`discriminator ${name}: expected activation relu or leaky-relu and no kind`);
  }
}
