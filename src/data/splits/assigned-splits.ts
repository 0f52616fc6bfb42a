import { DatasetError } from '../../errors.js';
import { nearestName } from '../../nearest-name.js';
import { SPLITS, type SplitName } from './names.js';
import type { SplitItem } from './split-item.js';

/** Splits that were assigned manually, and warnings for the user. */
export interface AssignedSplits {
  /** Split of each item: its own, or that of an item of its group. Undefined: none was assigned. */
  readonly assigned: readonly (SplitName | undefined)[];
  readonly warnings: readonly string[];
}

/**
 * Returns the manually assigned split of each item. Items without one follow the first item of their group that has
 * one. Warns of groups that were assigned to two splits.
 * @throws DatasetError for an unknown split name
 */
export function assignedSplits(items: readonly Pick<SplitItem, 'group' | 'split'>[]): AssignedSplits {
  const ofGroups = new Map<string, SplitName>();
  const divided = new Set<string>();
  const warnings: string[] = [];
  for (const { split: name, group } of items) {
    if (!name) continue;
    const split = splitNamed(name);
    const earlier = ofGroups.get(group);
    if (earlier === undefined) ofGroups.set(group, split);
    else if (earlier !== split && !divided.has(group)) {
      divided.add(group);
      warnings.push(`group ${group} is in both ${earlier} and ${split} in the split column: results may be optimistic`);
    }
  }
  const assigned = items.map(({ split, group }) => (split ? splitNamed(split) : ofGroups.get(group)));
  return { assigned, warnings };
}

/**
 * Checks the name of a split.
 * @throws DatasetError if there is no such split
 */
export function splitNamed(name: string): SplitName {
  if (isSplitName(name)) return name;
  const near = nearestName(name, SPLITS);
  const hint = near ? `: did you mean ${near}?` : `; expected ${SPLITS.join(', ')}`;
  throw new DatasetError(`unknown split ${JSON.stringify(name)}${hint}`);
}

function isSplitName(name: string): name is SplitName {
  return (SPLITS as readonly string[]).includes(name);
}
