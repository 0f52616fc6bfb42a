import { nearestName } from '../nearest-name.js';
import { ConfigError } from '../errors.js';
import type { ModelSpec } from './types.js';

/**
 * Refuses options that a network does not have: a misspelled one would otherwise leave the default in place unseen.
 * @param options names that the network knows
 * @throws ConfigError naming the first unknown option and the nearest known one
 */
export function checkModelOptions(spec: ModelSpec, options: readonly string[]): void {
  const unknown = Object.keys(spec).find((key) => key !== 'name' && spec[key] !== undefined && !options.includes(key));
  if (unknown === undefined) return;
  const known = options.map((option) => `model.${option}`);
  const meant = nearestName(unknown, options);
  const hint =
    meant !== undefined
      ? `did you mean model.${meant}?`
      : known.length > 0
        ? `expected one of ${known.join(', ')}`
        : 'it has none';
  throw new ConfigError(`model.${unknown} is no option of ${spec.name}: ${hint}`);
}
