import type { ClassTemplate } from '../../eval/index.js';
import { percent } from '../../format-number.js';
import type { InspectedInput } from './inputs.js';

/** Index of the class that the model takes an input for. */
export function predictedClass({ found }: InspectedInput): number {
  return found.classes.reduce((best, { logit }, c) => (logit > found.classes[best]!.logit ? c : best), 0);
}

/** `6.21 − 0.40 = 5.81`: match, bias, logit. */
export function logitSumText({ match, bias, logit }: ClassTemplate): string {
  return `${short(match)} ${bias < 0 ? '−' : '+'} ${short(Math.abs(bias))} = ${short(logit)}`;
}

/** `3, 98.1%`: what the model takes an input for, and how sure it is. */
export function predictionText(lookedAt: InspectedInput, classes: readonly string[]): string {
  const verdict = predictedClass(lookedAt);
  return `${classes[verdict]!}, ${percent(lookedAt.found.classes[verdict]!.probability)}`;
}

/** Two decimals, as far as there is room below a picture. */
function short(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 9.995 ? 1 : 2).replace('-', '−');
}
