import { flatten } from './flatten.js';
import { applyOverride } from './overrides.js';
import { newNameOf, newValueOf } from './renamed.js';

/** A copy of saved settings under their current names. */
export function withCurrentNames(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let current: Record<string, unknown> = { ...settings };
  for (const [name, value] of flatten(settings)) {
    const newName = newNameOf(name);
    const newValue = newValueOf(name, value);
    if (newName === undefined && newValue === undefined) continue;
    if (newName !== undefined) current = without(current, name.split('.'));
    current = applyOverride(current, { path: (newName ?? name).split('.'), value: newValue ?? value });
  }
  return current;
}

/** A copy without a setting, and without groups that this leaves empty. */
export function without(
  settings: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
): Record<string, unknown> {
  const { [key!]: value, ...others } = settings;
  if (rest.length === 0) return others;
  const group = without(value as Readonly<Record<string, unknown>>, rest);
  return Object.keys(group).length === 0 ? others : { ...settings, [key!]: group };
}
