import { ownValue } from '../../own-value.js';

/**
 * Renamed settings, old to new full path. Saved runs may use either name; configuration files and `--set` only the
 * new one.
 */
const RENAMED_SETTINGS: Readonly<Record<string, string>> = {
  'data.labelledShare': 'data.labelledFraction',
  'data.validationShare': 'data.validationFraction',
  'engine.rowsAtOnce': 'engine.microBatchSize',
};

/** Renamed values, old to new, by the full path of their setting. */
const RENAMED_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'loss.residual.target': { held: 'detached' },
};

/** Returns the current full path of a setting if it was renamed. */
export function newNameOf(path: string): string | undefined {
  return ownValue(RENAMED_SETTINGS, path);
}

/** Returns the current name of a setting's value if it was renamed. */
export function newValueOf(path: string, value: unknown): string | undefined {
  return typeof value === 'string' ? ownValue(ownValue(RENAMED_VALUES, path) ?? {}, value) : undefined;
}
