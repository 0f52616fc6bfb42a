import { type Dataset, UNLABELLED } from '../data/index.js';
import { DatasetError } from '../errors.js';

/** @throws DatasetError naming the first example whose label is neither one of the classes nor `UNLABELLED` */
export function checkLabels(dataset: Dataset): void {
  const { name, classes, length } = dataset;
  for (let index = 0; index < length; index++) {
    const label = dataset.label(index);
    if (label === UNLABELLED || (Number.isInteger(label) && label >= 0 && label < classes.length)) continue;
    throw new DatasetError(
      `${name}: expected labels from 0 to ${classes.length - 1} for ${classes.length} classes, ` +
        `or ${UNLABELLED} without one, got ${String(label)} for example ${index}`,
    );
  }
}
