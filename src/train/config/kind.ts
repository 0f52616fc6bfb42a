import type { z } from 'zod';
import { ConfigError } from '../../errors.js';

/** What every configuration has. */
export interface AnyConfig {
  /** Name of its kind. */
  readonly kind: string;
  readonly task: string;
  readonly data: { readonly dataset: string };
}

/** A kind of configuration: which settings there are, and what must hold between them. */
export interface ConfigKind<C extends AnyConfig = AnyConfig> {
  /** What `kind:` says in its files. */
  readonly name: C['kind'];
  /** What its examples are, for messages. */
  readonly examples: 'recordings' | 'images';
  /** Values of `data.dataset`: they tell the kind of a file without `kind:`, as the last version wrote them. */
  readonly datasets: readonly string[];
  /** Beginning of the names of its files in `configs/`; its tasks are named without it. */
  readonly filePrefix: string;
  /** A strict object: a key that is not of this kind is refused. */
  readonly schema: z.ZodType<C>;
  /**
   * Refuses settings that contradict each other.
   * @throws ConfigError naming the setting
   */
  check(config: C): void;
}

/** What configurations of a kind are; of several kinds, their union, told apart by `kind`. */
export type ConfigOf<K extends ConfigKind> = K extends ConfigKind<infer C> ? C : never;

/**
 * The kind of a configuration.
 * @throws ConfigError if it is none of these
 */
export function kindOf<K extends ConfigKind>({ kind }: Pick<AnyConfig, 'kind'>, kinds: readonly K[]): K {
  const found = kinds.find(({ name }) => name === kind);
  if (found) return found;
  throw new ConfigError(`kind: expected ${oneOf(kinds.map(({ name }) => name))}, got ${JSON.stringify(kind)}`);
}

/**
 * The kind of settings that are not checked yet: as `kind:` says; else that of the data set; the first kind where neither is given.
 * @throws ConfigError if it is none of these
 */
export function kindOfSettings<K extends ConfigKind>(
  settings: Readonly<Record<string, unknown>>,
  kinds: readonly K[],
): K {
  if ('kind' in settings) return kindOf(settings as { readonly kind: string }, kinds);
  const dataset = (settings['data'] as { readonly dataset?: unknown } | null | undefined)?.dataset;
  const found =
    dataset === undefined ? kinds[0] : kinds.find(({ datasets }) => datasets.some((name) => name === dataset));
  if (found) return found;
  const names = kinds.flatMap(({ datasets }) => datasets);
  throw new ConfigError(`data.dataset: expected ${oneOf(names)}, got ${JSON.stringify(dataset)}`);
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `one of ${names.join(', ')}`;
}
