import { UNLABELLED, type Dataset } from '../../data/index.js';
import { createContextMean } from './context-mean.js';
import type { Predictions } from './score-examples.js';
import { outputScores } from './probabilities.js';
import { argMax } from './softmax.js';

/** Accuracy on segments when each prediction also uses the neighbouring segments. */
export interface ContextScore {
  /** Neighbouring segments on each side. */
  readonly reach: number;
  /** Fraction of the segments whose label has the highest mean probability over the segment and its neighbours. */
  readonly segmentAccuracy: number;
  /** The same, with each segment's probabilities weighted by its `loudness` in the dataset. */
  readonly segmentAccuracyByLoudness?: number;
}

/**
 * Compares predictions with labels, averaging each segment's probabilities with its neighbours'. Unlabelled segments
 * contribute to the means of others, but are not counted.
 * @param dataset segments of one recording are adjacent and in order of time
 * @param reach neighbouring segments on each side
 */
export function scoreInContext(dataset: Dataset, predictions: Predictions, reach: number): ContextScore {
  const accuracy = (weightOf?: (index: number) => number): number =>
    contextAccuracy(dataset, predictions, reach, weightOf);
  return {
    reach,
    segmentAccuracy: accuracy(),
    ...(dataset.loudness && { segmentAccuracyByLoudness: accuracy((index) => dataset.loudness!(index)) }),
  };
}

function contextAccuracy(
  dataset: Dataset,
  { logits, outputActivation }: Predictions,
  reach: number,
  weightOf: (index: number) => number = () => 1,
): number {
  const classCount = dataset.classes.length;
  const outputs = outputScores(outputActivation);
  const probabilities = new Float64Array(classCount);
  let [next, labelled, correct] = [0, 0, 0];
  const context = createContextMean(classCount, reach, (mean) => {
    const label = dataset.label(next++);
    if (label === UNLABELLED) return;
    labelled++;
    if (argMax(mean, 0, classCount) === label) correct++;
  });
  for (let index = 0; index < dataset.length; index++) {
    if (index > 0 && dataset.source(index) !== dataset.source(index - 1)) context.flush();
    context.push(outputs.probabilities(logits, index, probabilities), weightOf(index));
  }
  context.flush();
  return labelled > 0 ? correct / labelled : 0;
}
