import { ConfigError } from '../errors.js';

/**
 * Checks an option of callers without types, where a misspelled value would take the place of the default.
 * @throws ConfigError naming the known values
 */
export function checkKnown(option: string, value: unknown, known: readonly string[]): void {
  if (known.includes(value as string)) return;
  throw new ConfigError(`${option}: expected ${known.join(' or ')}, got ${String(value)}`);
}
