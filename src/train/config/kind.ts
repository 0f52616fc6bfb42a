import type { z } from 'zod';
import { ConfigError } from '../../errors.js';
import { shownValue } from '../../shown-value.js';

/** Settings of every configuration. */
export interface AnyConfig {
  /** Name of its kind. */
  readonly kind: string;
  readonly task: string;
  readonly data: { readonly dataset: string };
}

/** A kind of configuration: its settings, and the constraints between them. */
export interface ConfigKind<C extends AnyConfig = AnyConfig> {
  /** Value of `kind:` in its files. */
  readonly name: C['kind'];
  /** Name of its examples, for messages. */
  readonly examples: 'recordings' | 'images';
  /** Values of `data.dataset`. They identify the kind of files without `kind:`, which the previous version wrote. */
  readonly datasets: readonly string[];
  /** Prefix of the names of its files in `configs/`; task names do not include it. */
  readonly filePrefix: string;
  /** A strict object: keys of other kinds are refused. */
  readonly schema: z.ZodType<C>;
  /**
   * Refuses contradictory settings.
   * @throws ConfigError naming the setting
   */
  check(config: C): void;
}

/** Type of the configurations of a kind; for several kinds, their union, discriminated by `kind`. */
export type ConfigOf<K extends ConfigKind> = K extends ConfigKind<infer C> ? C : never;

/**
 * Returns the kind of a configuration.
 * @throws ConfigError if it is none of the given kinds
 */
export function kindOf<K extends ConfigKind>({ kind }: Pick<AnyConfig, 'kind'>, kinds: readonly K[]): K {
  const match = kinds.find(({ name }) => name === kind);
  if (match) return match;
  throw new ConfigError(`kind: expected ${oneOf(kinds.map(({ name }) => name))}, got ${shownValue(kind)}`);
}

/**
 * Returns the kind of unchecked settings: the value of `kind:`, else the kind of the data set, or else the first kind.
 * @throws ConfigError if it is none of the given kinds
 */
export function kindOfSettings<K extends ConfigKind>(
  settings: Readonly<Record<string, unknown>>,
  kinds: readonly K[],
): K {
  if ('kind' in settings) return kindOf(settings as { readonly kind: string }, kinds);
  const dataset = (settings['data'] as { readonly dataset?: unknown } | null | undefined)?.dataset;
  const match =
    dataset === undefined ? kinds[0] : kinds.find(({ datasets }) => datasets.some((name) => name === dataset));
  if (match) return match;
  const names = kinds.flatMap(({ datasets }) => datasets);
  throw new ConfigError(`data.dataset: expected ${oneOf(names)}, got ${shownValue(dataset)}`);
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `one of ${names.join(', ')}`;
}
