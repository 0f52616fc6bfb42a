import type { Classifier } from './classifier.js';
import { roundProbability, roundSeconds } from './recording-tally.js';
import type { SegmentPrediction } from '../results/index.js';

/**
 * Formats a segment as a line of JSON: its most probable species, and the probabilities of all species.
 * @param values [classes]; absent if the segment has no signal
 */
export function predictionLine(
  file: string,
  startSeconds: number,
  endSeconds: number,
  { classes, backgroundClasses }: Pick<Classifier, 'classes' | 'backgroundClasses'>,
  values: ArrayLike<number> | undefined,
  channel?: number,
): string {
  const segment = {
    file,
    startSeconds: roundSeconds(startSeconds),
    endSeconds: roundSeconds(endSeconds),
    ...(channel !== undefined && { channel }),
  };
  if (values === undefined) return line({ ...segment, species: null, probability: null, probabilities: null });
  const probabilities: [string, number][] = [];
  let top = -1;
  for (let index = 0; index < classes.length; index++) {
    if (backgroundClasses.includes(classes[index]!)) continue;
    probabilities.push([classes[index]!, roundProbability(values[index]!)]);
    if (top < 0 || values[index]! > values[top]!) top = index;
  }
  return line({
    ...segment,
    species: classes[top] ?? '',
    probability: top < 0 ? 0 : roundProbability(values[top]!),
    probabilities: Object.fromEntries(probabilities),
  });
}

function line(prediction: SegmentPrediction): string {
  return `${JSON.stringify(prediction)}\n`;
}
