import { wholePercent } from '../../pages/index.js';
import type { Estimate } from '../types.js';

/** Shown where nothing could be measured. */
export const NOT_MEASURED = 'not measured';

/** Formats the interval of an estimate: `75 to 95%`. */
export function intervalText({ low, high }: Estimate): string {
  return `${wholePercent(low).slice(0, -1)} to ${wholePercent(high)}`;
}

/** Formats an estimate with its interval: `87% (75 to 95%)`. */
export function estimateText(estimate: Estimate | null): string {
  return estimate === null ? NOT_MEASURED : `${wholePercent(estimate.value)} (${intervalText(estimate)})`;
}
