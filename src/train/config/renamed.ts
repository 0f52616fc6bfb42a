/** Settings that have a new name, full path by full path. Saved runs may use either; configuration files and `--set` only the new one. */
const RENAMED_SETTINGS: Readonly<Record<string, string>> = {
  'data.labelledShare': 'data.labelledFraction',
  'data.validationShare': 'data.validationFraction',
  'engine.rowsAtOnce': 'engine.microBatchSize',
};

/** Values that have a new name, by the full path of their setting. */
const RENAMED_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'loss.residual.target': { held: 'detached' },
};

/** The full path that a setting has now, if it was renamed. */
export function newNameOf(path: string): string | undefined {
  return RENAMED_SETTINGS[path];
}

/** The name that a setting's value has now, if it was renamed. */
export function newValueOf(path: string, value: unknown): string | undefined {
  return typeof value === 'string' ? RENAMED_VALUES[path]?.[value] : undefined;
}
