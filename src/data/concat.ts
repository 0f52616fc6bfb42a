import { ShapeError } from '../errors.js';
import type { Dataset } from './types.js';

/**
 * Concatenates two datasets. Source numbers of the second continue those of the first. Labels are unchanged, so the
 * second must have the classes of the first, or no labels. There is a loudness if both have one.
 * @throws ShapeError if the examples differ in shape
 */
export function concat(first: Dataset, second: Dataset, name: string): Dataset {
  if (`${first.inputShape}` !== `${second.inputShape}`) {
    throw new ShapeError(
      `${name}: expected examples of one shape, ` +
        `got [${first.inputShape.join(', ')}] and [${second.inputShape.join(', ')}]`,
    );
  }
  const sourceOffset = sourceBound(first);
  const split = first.length;
  const locate = (index: number): [Dataset, number] => (index < split ? [first, index] : [second, index - split]);
  return {
    name,
    classes: first.classes,
    inputShape: first.inputShape,
    length: split + second.length,
    label(index) {
      const [dataset, local] = locate(index);
      return dataset.label(local);
    },
    source: (index) => (index < split ? first.source(index) : sourceOffset + second.source(index - split)),
    read(index, out, offset) {
      const [dataset, local] = locate(index);
      dataset.read(local, out, offset);
    },
    ...((first.augment ?? second.augment) && {
      augment(index, rng, out, offset) {
        const [dataset, local] = locate(index);
        if (dataset.augment) return dataset.augment(local, rng, out, offset);
        else dataset.read(local, out, offset);
      },
    }),
    ...(first.loudness &&
      second.loudness && {
        loudness(index) {
          const [dataset, local] = locate(index);
          return dataset.loudness!(local);
        },
      }),
  };
}

/** Returns one more than the largest source number of a dataset. */
export function sourceBound(dataset: Dataset): number {
  let bound = 0;
  for (let index = 0; index < dataset.length; index++) bound = Math.max(bound, dataset.source(index) + 1);
  return bound;
}
