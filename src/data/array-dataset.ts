import { UNLABELLED, type Dataset } from './types.js';

/**
 * Examples in memory that belong to no corpus: generated ones, noise. None has a label, and each stands for itself.
 * @param values [n, ...inputShape], row-major; kept, not copied
 * @throws RangeError if they are no whole number of examples
 */
export function arrayDataset(
  name: string,
  values: Float32Array,
  { inputShape, classes = [] }: { readonly inputShape: readonly number[]; readonly classes?: readonly string[] },
): Dataset {
  const size = inputShape.reduce((product, axis) => product * axis, 1);
  const length = values.length / size;
  if (!Number.isInteger(length)) {
    throw new RangeError(`${name}: expected examples of ${size} values, got ${values.length} values`);
  }
  return {
    name,
    classes,
    inputShape,
    length,
    label: () => UNLABELLED,
    source: (index) => index,
    read: (index, out, offset) => out.set(values.subarray(index * size, (index + 1) * size), offset),
  };
}
