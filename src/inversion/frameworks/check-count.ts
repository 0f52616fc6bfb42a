import { ConfigError } from '../../errors.js';

/**
 * Checks an option that counts something.
 * @throws ConfigError naming the option, unless the value is a whole number of at least `least`
 */
export function checkCount(option: string, value: number, least = 1): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ConfigError(`${option}: expected a whole number of at least ${least}, got ${value}`);
}
