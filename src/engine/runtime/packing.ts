import { tf, type Tensor } from '../../ops/index.js';
import { omit } from '../records.js';
import type { HostTensor, HostTensors, InputSpecs, Tensors } from '../types.js';
import { sizeOf } from '../graph/graph.js';

/**
 * A vector in place of many small tensors, one after the other in it. What is not packed passes through every function as it is.
 */
export interface Packing {
  /** Names of the tensors that are packed. */
  readonly names: readonly string[];
  specs(values: InputSpecs): InputSpecs;
  /** Copies into a new vector. */
  pack(values: HostTensors): Record<string, HostTensor>;
  /** Gives views of the vector. */
  unpack(values: HostTensors): Record<string, HostTensor>;
  packTensors(values: Tensors): Record<string, Tensor>;
  unpackTensors(values: Tensors): Record<string, Tensor>;
}

/** Most values of a tensor that goes with others: a larger one takes longer to copy than to hand over. */
const MOST_VALUES = 65_536;

/**
 * @param vector name of the vector
 * @param tensors what there is to pack: those of float32 with at most 65,536 values are, if there is more than one
 */
export function packingOf(
  vector: string,
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype?: string }>>,
): Packing {
  const small = Object.entries(tensors).filter(([, { shape, dtype = 'float32' }]) => {
    const size = sizeOf(shape);
    return dtype === 'float32' && size > 0 && size <= MOST_VALUES;
  });
  let end = 0;
  const parts = (small.length > 1 ? small : []).map(([name, { shape }]) => {
    const offset = end;
    end += sizeOf(shape);
    return { name, shape: [...shape], offset, size: end - offset };
  });
  const names = parts.map(({ name }) => name);

  const exchange = <T>(values: Readonly<Record<string, T>>, makeVector: () => T): Record<string, T> =>
    parts.length === 0 ? { ...values } : { ...omit(values, names), [vector]: makeVector() };
  const exchangeBack = <T>(
    values: Readonly<Record<string, T>>,
    take: (vector: T, part: (typeof parts)[number]) => T,
  ): Record<string, T> => ({
    ...omit(values, [vector]),
    ...Object.fromEntries(parts.map((part) => [part.name, take(values[vector]!, part)])),
  });

  return {
    names,
    specs: (values) => exchange<InputSpecs[string]>(values, () => ({ shape: [end] })),
    pack: (values) =>
      exchange<HostTensor>(values, () => {
        const data = new Float32Array(end);
        for (const { name, offset } of parts) data.set(values[name]!.data, offset);
        return { dtype: 'float32', shape: [end], data };
      }),
    unpack: (values) =>
      exchangeBack<HostTensor>(values, ({ data }, { shape, offset, size }) => ({
        dtype: 'float32',
        shape,
        data: data.subarray(offset, offset + size),
      })),
    packTensors: (values) =>
      exchange(values, () => tf.concat(parts.map(({ name }) => tf.reshape(values[name]!, [-1])))),
    unpackTensors: (values) =>
      exchangeBack(values, (whole, { shape, offset, size }) => tf.reshape(tf.slice(whole, [offset], [size]), shape)),
  };
}
