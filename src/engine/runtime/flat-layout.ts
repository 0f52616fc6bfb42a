import { tf, type Tensor } from '../../ops/index.js';
import { omit } from '../records.js';
import type { HostTensor, HostTensors, InputSpecs, Tensors } from '../types.js';
import { sizeOf } from '../graph/graph.js';

/**
 * Many small tensors as one vector. Tensors outside the vector pass through every function unchanged.
 */
export interface FlatLayout {
  /** Names of the tensors in the vector. */
  readonly names: readonly string[];
  specs(values: InputSpecs): InputSpecs;
  /** Copies into a new vector. */
  flatten(values: HostTensors): Record<string, HostTensor>;
  /** Returns views of the vector. */
  unflatten(values: HostTensors): Record<string, HostTensor>;
  flattenTensors(values: Tensors): Record<string, Tensor>;
  unflattenTensors(values: Tensors): Record<string, Tensor>;
}

/** Largest tensor worth flattening: a larger one takes longer to copy than to hand over. */
const MAX_VALUES = 65_536;

/**
 * @param vector name of the vector
 * @param tensors candidates: those of float32 with at most 65,536 values go into the vector, if there is more than one
 */
export function flatLayout(
  vector: string,
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype?: string }>>,
): FlatLayout {
  const small = Object.entries(tensors).filter(([, { shape, dtype = 'float32' }]) => {
    const size = sizeOf(shape);
    return dtype === 'float32' && size > 0 && size <= MAX_VALUES;
  });
  let end = 0;
  const parts = (small.length > 1 ? small : []).map(([name, { shape }]) => {
    const offset = end;
    end += sizeOf(shape);
    return { name, shape: [...shape], offset, size: end - offset };
  });
  const names = parts.map(({ name }) => name);

  const toVector = <T>(values: Readonly<Record<string, T>>, makeVector: () => T): Record<string, T> =>
    parts.length === 0 ? { ...values } : { ...omit(values, names), [vector]: makeVector() };
  const fromVector = <T>(
    values: Readonly<Record<string, T>>,
    take: (vector: T, part: (typeof parts)[number]) => T,
  ): Record<string, T> => ({
    ...omit(values, [vector]),
    ...Object.fromEntries(parts.map((part) => [part.name, take(values[vector]!, part)])),
  });

  return {
    names,
    specs: (values) => toVector<InputSpecs[string]>(values, () => ({ shape: [end] })),
    flatten: (values) =>
      toVector<HostTensor>(values, () => {
        const data = new Float32Array(end);
        for (const { name, offset } of parts) data.set(values[name]!.data, offset);
        return { dtype: 'float32', shape: [end], data };
      }),
    unflatten: (values) =>
      fromVector<HostTensor>(values, ({ data }, { shape, offset, size }) => ({
        dtype: 'float32',
        shape,
        data: data.subarray(offset, offset + size),
      })),
    flattenTensors: (values) =>
      toVector(values, () => tf.concat(parts.map(({ name }) => tf.reshape(values[name]!, [-1])))),
    unflattenTensors: (values) =>
      fromVector(values, (whole, { shape, offset, size }) => tf.reshape(tf.slice(whole, [offset], [size]), shape)),
  };
}
