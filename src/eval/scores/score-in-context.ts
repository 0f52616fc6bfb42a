import { UNLABELLED, type Dataset } from '../../data/index.js';
import { createContextMean } from './context-mean.js';
import type { Predictions } from './score-examples.js';
import { argMax, softmaxRow } from './softmax.js';

/** How a model does on segments where it also hears what is around them. */
export interface ContextScore {
  /** Segments before and after each one that it was heard with. */
  readonly reach: number;
  /** Share of segments whose label has the greatest mean probability over them and those around them. */
  readonly segmentAccuracy: number;
  /** The same with every segment's probabilities weighed by its loudness, as the dataset tells it. */
  readonly segmentAccuracyByLoudness?: number;
}

/**
 * Compares predictions with labels, each segment heard with its neighbours. Unlabelled ones are heard, and not counted.
 * @param dataset segments of a recording follow one another in order of time, as those of recordings do
 * @param reach segments before, and segments after
 */
export function scoreInContext(dataset: Dataset, { logits }: Predictions, reach: number): ContextScore {
  const accuracy = (weightOf?: (index: number) => number): number => contextAccuracy(dataset, logits, reach, weightOf);
  return {
    reach,
    segmentAccuracy: accuracy(),
    ...(dataset.loudness && { segmentAccuracyByLoudness: accuracy((index) => dataset.loudness!(index)) }),
  };
}

function contextAccuracy(
  dataset: Dataset,
  logits: Float32Array,
  reach: number,
  weightOf: (index: number) => number = () => 1,
): number {
  const classCount = dataset.classes.length;
  const probabilities = new Float64Array(classCount);
  let [next, labelled, right] = [0, 0, 0];
  const context = createContextMean(classCount, reach, (mean) => {
    const label = dataset.label(next++);
    if (label === UNLABELLED) return;
    labelled++;
    if (argMax(mean, 0, classCount) === label) right++;
  });
  for (let index = 0; index < dataset.length; index++) {
    if (index > 0 && dataset.source(index) !== dataset.source(index - 1)) context.flush();
    context.push(softmaxRow(logits, index, probabilities), weightOf(index));
  }
  context.flush();
  return labelled > 0 ? right / labelled : 0;
}
