/** Settings by their full paths: `{ loss: { alpha: 1 } }` as `loss.alpha` to 1. Lists are values, and so are schedules: lists of points. */
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
