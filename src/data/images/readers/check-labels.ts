import { DatasetError } from '../../../errors.js';

/** @throws DatasetError naming the first label that is not a class index */
export function checkLabels(file: string, labels: Uint8Array, classes: number): void {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new DatasetError(
      `${file}: expected labels from 0 to ${classes - 1}, got ${labels[wrong]} for image ${wrong}`,
    );
  }
}
