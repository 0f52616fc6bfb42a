import { ConfigError } from '../../../src/errors.js';
import type { Cell } from '../../../src/sweep/index.js';
import { flatten, parseYaml } from '../../../src/train/index.js';
import { configSource, type ConfigFlags } from '../../options/config-source.js';

/** A setting that an option changes for all trials. */
export interface GivenSetting {
  /** The option, for messages: `--set loss.alpha`. */
  readonly option: string;
  /** Full path of the setting. */
  readonly path: string;
}

/**
 * Refuses options that change what a cell sets, whose value would count.
 * @param hintOf what to do instead, given the path of a setting
 * @throws ConfigError naming the option and the cell
 */
export function checkOverrides(
  given: readonly GivenSetting[],
  cells: readonly Cell[],
  hintOf: (path: string) => string,
): void {
  for (const { option, path } of given) {
    for (const { name, settings } of cells) {
      const own = Object.keys(settings).find((key) => overlap(key, path));
      if (own === undefined) continue;
      const what = own === path ? 'it' : own;
      throw new ConfigError(`${option}: the cell ${name} sets ${what}, and its value would count; ${hintOf(path)}`);
    }
  }
}

/** Settings that texts such as `loss.alpha=0.5` change, a group as a whole. */
export function settingsOfOverrides(set: readonly string[]): GivenSetting[] {
  return set.map((text) => {
    const path = text.slice(0, Math.max(text.indexOf('='), 0)).trim();
    return { option: `--set ${path}`, path };
  });
}

/**
 * Settings that --set and options such as --epochs change. Those in a group are listed one by one, because a cell may
 * set others of the group.
 * @param flags already read as a configuration
 */
export function givenSettings(flags: ConfigFlags): GivenSetting[] {
  const inGroups = (flags.set ?? []).flatMap((text) => {
    const equals = text.indexOf('=');
    return [...flatten({ [text.slice(0, equals).trim()]: parseYaml(text.slice(equals + 1)) }).keys()];
  });
  const byOptions = Object.keys(configSource(flags).values ?? {});
  return [
    ...inGroups.map((path) => ({ option: `--set ${path}`, path })),
    ...byOptions.map((path) => ({ option: `--${path.split('.').at(-1)}`, path })),
  ];
}

/** Whether a setting is the length of a run. */
export function isLength(path: string): boolean {
  return /^train\.(?:steps|epochs)$/.test(path);
}

/** Whether two settings are one, one holds the other, or both say how long a run is. */
function overlap(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) => (isLength(path) ? 'train.steps' : path));
  return `${first}.`.startsWith(`${second}.`) || `${second}.`.startsWith(`${first}.`);
}
