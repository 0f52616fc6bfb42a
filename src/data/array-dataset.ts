import { UNLABELLED, type Dataset } from './types.js';

/**
 * Creates a dataset of unlabelled, independent examples in memory, such as generated examples or noise.
 * @param values [n, ...inputShape], row-major; referenced, not copied
 * @throws RangeError if `values` is not a whole number of examples
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
