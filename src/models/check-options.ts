import { nearestName } from '../nearest-name.js';
import { ConfigError } from '../errors.js';
import type { ModelSpec } from './types.js';

/**
 * Rejects unknown model options; otherwise a misspelled option would silently keep its default.
 * @param options option names of the network
 * @throws ConfigError naming the first unknown option and the closest known option
 */
export function checkModelOptions(spec: ModelSpec, options: readonly string[]): void {
  const unknown = Object.keys(spec).find((key) => key !== 'name' && spec[key] !== undefined && !options.includes(key));
  if (unknown === undefined) return;
  const known = options.map((option) => `model.${option}`);
  const suggestion = nearestName(unknown, options);
  const hint =
    suggestion !== undefined
      ? `did you mean model.${suggestion}?`
      : known.length > 0
        ? `expected one of ${known.join(', ')}`
        : 'it has no options';
  throw new ConfigError(`model.${unknown} is not an option of ${spec.name}: ${hint}`);
}
