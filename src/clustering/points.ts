import { type Dataset, exampleSize } from '../data/index.js';
import type { Points } from './k-means.js';

/** The examples of a dataset as points, as the network sees them. */
export function inputsOf(dataset: Dataset): Points {
  const dimensions = exampleSize(dataset);
  const values = new Float32Array(dataset.length * dimensions);
  for (let index = 0; index < dataset.length; index++) dataset.read(index, values, index * dimensions);
  return { values, dimensions };
}
