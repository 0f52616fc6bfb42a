import { wholePercent } from '../../pages/index.js';
import type { Estimate } from '../types.js';

/** Shown where nothing could be measured. */
export const NOT_MEASURED = 'not measured';

/** Formats the interval of an estimate: `75 to 95%`. */
export function intervalText({ low, high }: Estimate): string {
  return `${wholePercent(low).slice(0, -1)} to ${wholePercent(high)}`;
}

/** Widest interval whose ends say something. */
const MAX_WIDTH = 0.8;

/** Formats the interval of an estimate, unless it is so wide that its ends would only confuse. */
export function rangeText(estimate: Estimate): string {
  return estimate.high - estimate.low > MAX_WIDTH ? 'too few to say' : intervalText(estimate);
}

/** Formats an estimate with its interval: `87% (75 to 95%)`. */
export function estimateText(estimate: Estimate | null): string {
  return estimate === null ? NOT_MEASURED : `${wholePercent(estimate.value)} (${rangeText(estimate)})`;
}
