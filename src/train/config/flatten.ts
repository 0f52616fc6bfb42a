/**
 * Maps settings by their full paths: `{ loss: { alpha: 1 } }` becomes `loss.alpha` → 1. Lists and schedules (lists
 * of points) are values.
 */
export function flatten(settings: object, above = ''): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(settings) as [string, unknown][]) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !('points' in value)) {
      for (const [inner, leaf] of flatten(value, `${above}${key}.`)) values.set(inner, leaf);
    } else {
      values.set(above + key, value);
    }
  }
  return values;
}
