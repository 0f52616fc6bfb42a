import { nodeOf, sameShape, sizeOf, splatOf, type Value } from './graph.js';

/**
 * Rules that move transpositions towards the outputs: f(transpose(x)) becomes transpose(f(x)) for every operator f
 * that treats all positions alike. TensorFlow.js puts channels last and ONNX first, so each convolution is wrapped
 * in two transpositions; moved next to each other, these cancel.
 */

/** Source and permutation of a transposition: axis i of the value is axis permutation[i] of the source. */
export interface Transposed {
  readonly source: Value;
  readonly permutation: readonly number[];
}

/** Source and permutation of a value, if it is a transposition. */
export function transposed(value: Value): Transposed | undefined {
  const node = nodeOf(value, 'Transpose');
  if (node === undefined) return undefined;
  return { source: node.inputs[0]!, permutation: node.attributes['perm'] as readonly number[] };
}

/** Reorders a list with one entry per axis from the axes of a transposed value to those of its source. */
export function toSourceAxes<T>(list: readonly T[], permutation: readonly number[]): T[] {
  const out = new Array<T>(list.length);
  permutation.forEach((sourceAxis, axis) => (out[sourceAxis] = list[axis]!));
  return out;
}

/** Returns, for each axis of the source, its axis in the transposed value. */
export function invertPermutation(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  permutation.forEach((sourceAxis, axis) => (inverse[sourceAxis] = axis));
  return inverse;
}

/** Operands in one common layout, and the permutation that takes the result back from it. */
export interface CommonLayout {
  readonly operands: readonly Value[];
  readonly permutation: readonly number[];
}

/**
 * Brings the operands of an elementwise operator into the layout of the first transposed operand. Small operands (a
 * bias, a number) are transposed, at almost no cost.
 * @returns undefined if no operand is transposed, or if two large ones have different layouts
 */
export function commonLayout(
  operands: readonly Value[],
  shape: readonly number[],
  move: {
    transpose(value: Value, permutation: readonly number[]): Value;
    reshape(value: Value, shape: readonly number[]): Value;
  },
): CommonLayout | undefined {
  const leader = operands.find((operand) => transposed(operand) !== undefined && sameShape(operand.shape, shape));
  if (leader === undefined) return undefined;
  const { permutation } = transposed(leader)!;
  const inverse = invertPermutation(permutation);
  const common: Value[] = [];
  for (const operand of operands) {
    const layout = transposed(operand);
    if (layout !== undefined && sameShape(layout.permutation, permutation)) {
      common.push(layout.source);
    } else if (splatOf(operand) !== undefined && operand.shape.length === 0) {
      common.push(operand);
    } else if (sizeOf(operand.shape) * SMALL_OPERAND_RATIO <= sizeOf(shape) && operand.shape.length <= shape.length) {
      const missing = new Array<number>(shape.length - operand.shape.length).fill(1);
      common.push(move.transpose(move.reshape(operand, [...missing, ...operand.shape]), inverse));
    } else {
      return undefined;
    }
  }
  return { operands: common, permutation };
}

/** An operand is small if it is at least this many times smaller than the result. */
const SMALL_OPERAND_RATIO = 8;

/**
 * Rewrites a reshape of a transposed value as a reshape of its source followed by a transposition. Possible where
 * axes are split, or where merged axes are adjacent in the source too.
 * @returns the source's new shape and the permutation from it; undefined if elements would change their order
 */
export function reshapeBelow(
  { source, permutation }: Transposed,
  from: readonly number[],
  to: readonly number[],
): { shape: number[]; permutation: number[] } | undefined {
  const groups = alignShapes(from, to);
  if (groups === undefined) return undefined;
  // For each group: its first axis in the source, and its axes in `to`.
  const sourceGroups: { start: number; axes: readonly number[] }[] = [];
  for (const { fromAxes, toAxes } of groups) {
    const sourceAxes = fromAxes
      .map((axis) => permutation[axis]!)
      .filter((_, i) => fromAxes.length === 1 || from[fromAxes[i]!] !== 1);
    const areAdjacent = sourceAxes.every(
      (axis, i) => i === 0 || onlyOnesBetween(source.shape, sourceAxes[i - 1]!, axis),
    );
    if (!areAdjacent) return undefined;
    sourceGroups.push({ start: sourceAxes[0] ?? permutation[fromAxes[0]!] ?? -1, axes: toAxes });
  }
  sourceGroups.sort((a, b) => a.start - b.start);
  const order = sourceGroups.flatMap(({ axes }) => axes);
  return { shape: order.map((axis) => to[axis]!), permutation: invertPermutation(order) };
}

function onlyOnesBetween(shape: readonly number[], first: number, second: number): boolean {
  return second > first && shape.slice(first + 1, second).every((size) => size === 1);
}

/** Splits two shapes into the smallest groups of consecutive axes with equal numbers of elements. */
function alignShapes(
  from: readonly number[],
  to: readonly number[],
): { fromAxes: number[]; toAxes: number[] }[] | undefined {
  const groups: { fromAxes: number[]; toAxes: number[] }[] = [];
  let i = 0;
  let k = 0;
  while (i < from.length || k < to.length) {
    // An axis of size 1 on one side only joins the group before it, as if split from or merged into that group.
    const previous = groups.at(-1);
    if (previous !== undefined && to[k] === 1 && from[i] !== 1) {
      previous.toAxes.push(k++);
      continue;
    }
    if (previous !== undefined && from[i] === 1 && to[k] !== 1) {
      previous.fromAxes.push(i++);
      continue;
    }
    const fromAxes: number[] = [];
    const toAxes: number[] = [];
    let left = 1;
    let right = 1;
    if (i < from.length) {
      left *= from[i]!;
      fromAxes.push(i++);
    }
    if (k < to.length) {
      right *= to[k]!;
      toAxes.push(k++);
    }
    while (left !== right) {
      if (left < right) {
        if (i === from.length) return undefined;
        left *= from[i]!;
        fromAxes.push(i++);
      } else {
        if (k === to.length) return undefined;
        right *= to[k]!;
        toAxes.push(k++);
      }
    }
    groups.push({ fromAxes, toAxes });
  }
  return groups;
}
