import type { Tensors } from '../../engine/index.js';
import { tf } from '../../ops/index.js';

/**
 * Parameters of up to this many values in total are updated as one vector, because an operator takes as long on few
 * values as on many.
 */
const MAX_GROUP_VALUES = 65_536;

/**
 * Applies a function that works element by element to all parameters. Small parameters share one vector.
 * @param values the function's arguments, each with a tensor per parameter; `parameters` defines names and shapes
 * @param update from one tensor per argument to one per result, all of the same shape
 * @returns the results, each with a tensor per parameter; the caller owns them
 */
export function updateInGroups<Argument extends string, Result extends string>(
  values: Readonly<Record<Argument | 'parameters', Tensors>>,
  update: (vectors: Readonly<Record<Argument | 'parameters', tf.Tensor>>) => Readonly<Record<Result, tf.Tensor>>,
): Readonly<Record<Result, Tensors>> {
  return tf.tidy(() => updateGroups(values, update));
}

function updateGroups<Argument extends string, Result extends string>(
  values: Readonly<Record<Argument | 'parameters', Tensors>>,
  update: (vectors: Readonly<Record<Argument | 'parameters', tf.Tensor>>) => Readonly<Record<Result, tf.Tensor>>,
): Record<Result, Record<string, tf.Tensor>> {
  const results: Partial<Record<Result, Record<string, tf.Tensor>>> = {};
  for (const names of groupNames(values.parameters)) {
    const shapes = names.map((name) => values.parameters[name]!.shape);
    const vectors = mapEntries(values, (tensors: Tensors) => flatten(names.map((name) => tensors[name]!)));
    for (const [result, vector] of Object.entries(update(vectors)) as [Result, tf.Tensor][]) {
      const tensors = (results[result] ??= {});
      unflatten(vector, shapes).forEach((tensor, i) => (tensors[names[i]!] = tensor));
    }
  }
  return results as Record<Result, Record<string, tf.Tensor>>;
}

/**
 * Groups parameter names, in order, so that each group has at most `MAX_GROUP_VALUES` values; a larger parameter is a
 * group by itself.
 */
function groupNames(parameters: Tensors): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const [name, { size }] of Object.entries(parameters)) {
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = MAX_GROUP_VALUES;
    }
    groups.at(-1)!.push(name);
    room -= size;
  }
  return groups;
}

function flatten(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.length === 1 ? tensors[0]! : tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));
}

function unflatten(vector: tf.Tensor, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  if (shapes.length === 1) return [vector];
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  return tf.split(vector, sizes).map((slice, i) => tf.reshape(slice, [...shapes[i]!]));
}

function mapEntries<K extends string, A, B>(values: Readonly<Record<K, A>>, f: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, f(value as A)])) as Record<K, B>;
}
