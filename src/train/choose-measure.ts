import { backgroundClasses, labelCounts, type Dataset, type Units } from '../data/index.js';
import type { MeasureName } from './events/index.js';
import type { TrainingData } from './training-data.js';

/** What decides by which measure the best epoch is chosen. */
export interface MeasuredData extends Pick<TrainingData, 'validation'> {
  readonly counts: Pick<TrainingData['counts'], 'trainExamples'>;
}

/**
 * Returns the measure that chooses the best epoch of a run. With a validation split: macro average precision of
 * segments of recordings, accuracy of images, the loss if there are no labels. Without one, the training loss.
 *
 * Segments that are all of one class cannot be ranked: their accuracy takes the place of average precision.
 */
export function chooseMeasure({ validation, counts }: MeasuredData, units: Units): MeasureName {
  if (!validation) return 'trainingLoss';
  if (counts.trainExamples === 0) return 'validationLoss';
  if (units.source === undefined) return 'accuracy';
  return isRanked(validation) ? 'averagePrecision' : 'segmentAccuracy';
}

/** Whether a species has segments, and another class too. */
function isRanked(validation: Dataset): boolean {
  const background = backgroundClasses(validation.classes);
  const counts = labelCounts(validation);
  const present = validation.classes.filter((_, label) => counts[label]! > 0);
  return present.length > 1 && present.some((name) => !background.includes(name));
}
