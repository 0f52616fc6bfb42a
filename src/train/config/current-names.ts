import { flatten } from './flatten.js';
import { applyOverride } from './overrides.js';
import { newNameOf, newValueOf } from './renamed.js';

/** Copies saved settings and gives renamed settings and values their current names. */
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

/** Copies settings without one setting, if it is there, and without groups that become empty. */
export function without(
  settings: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
): Record<string, unknown> {
  const { [key!]: value, ...remaining } = settings;
  if (rest.length === 0) return remaining;
  // As when a file has a key `audio.overlap` at its top: a name, not a group.
  if (typeof value !== 'object' || value === null) return { ...settings };
  const group = without(value as Readonly<Record<string, unknown>>, rest);
  return Object.keys(group).length === 0 ? remaining : { ...settings, [key!]: group };
}
