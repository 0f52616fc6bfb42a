import type { ClassTemplate } from '../../eval/index.js';
import { percent } from '../../format-number.js';
import type { InspectedInput } from './inputs.js';

/** Index of the predicted class of an input. */
export function predictedClass({ templates }: InspectedInput): number {
  return templates.classes.reduce((best, { logit }, c) => (logit > templates.classes[best]!.logit ? c : best), 0);
}

/** Formats match, bias and logit: `6.21 − 0.40 = 5.81`. */
export function logitSumText({ match, bias, logit }: ClassTemplate): string {
  return `${short(match)} ${bias < 0 ? '−' : '+'} ${short(Math.abs(bias))} = ${short(logit)}`;
}

/** Formats the predicted class and its probability: `3, 98.1%`. */
export function predictionText(input: InspectedInput, classes: readonly string[]): string {
  const predicted = predictedClass(input);
  return `${classes[predicted]!}, ${percent(input.templates.classes[predicted]!.probability)}`;
}

/** Two decimals, or fewer for large numbers, to fit below a picture. */
function short(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 9.995 ? 1 : 2).replace('-', '−');
}
