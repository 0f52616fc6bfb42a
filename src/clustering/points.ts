import { type Dataset, exampleSize } from '../data/index.js';
import type { Points } from './k-means.js';

/** Returns the examples of a dataset, i.e. the network's inputs, as points. */
export function inputsOf(dataset: Dataset): Points {
  const dimensions = exampleSize(dataset);
  const values = new Float32Array(dataset.length * dimensions);
  for (let index = 0; index < dataset.length; index++) dataset.read(index, values, index * dimensions);
  return { values, dimensions };
}
