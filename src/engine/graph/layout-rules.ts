import { nodeOf, sameShape, sizeOf, splatOf, type Value } from './graph.js';

/**
 * Transpositions sink towards the outputs: f(transpose(x)) becomes transpose(f(x)) for everything that treats positions alike. TensorFlow.js
 * keeps channels last and ONNX first, so every convolution is wrapped in two of them; sunk, they meet and cancel.
 */

/** A value that is a transposition: its source and the permutation (axis i of the value is axis permutation[i] of the source). */
export interface Transposed {
  readonly source: Value;
  readonly permutation: readonly number[];
}

/** Recognises a transposition. */
export function transposed(value: Value): Transposed | undefined {
  const node = nodeOf(value, 'Transpose');
  if (node === undefined) return undefined;
  return { source: node.inputs[0]!, permutation: node.attributes['perm'] as readonly number[] };
}

/** Of a list by axis of a transposed value: the list by axis of its source. */
export function toSourceAxes<T>(list: readonly T[], permutation: readonly number[]): T[] {
  const out = new Array<T>(list.length);
  permutation.forEach((sourceAxis, axis) => (out[sourceAxis] = list[axis]!));
  return out;
}

/** For each axis of the source, its axis in the transposed value. */
export function invertPermutation(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  permutation.forEach((sourceAxis, axis) => (inverse[sourceAxis] = axis));
  return inverse;
}

/** Operators on the sources of transposed operands, if they agree on one permutation, or all but one are small. */
export interface CommonLayout {
  readonly operands: readonly Value[];
  readonly permutation: readonly number[];
}

/**
 * Brings the operands of an elementwise operator into the layout of a transposed one. Small operands (a bias, a number) are moved to it: that
 * costs next to nothing. Two large ones in different layouts stay as they are.
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
  const moved: Value[] = [];
  for (const operand of operands) {
    const own = transposed(operand);
    if (own !== undefined && sameShape(own.permutation, permutation)) {
      moved.push(own.source);
    } else if (splatOf(operand) !== undefined && operand.shape.length === 0) {
      moved.push(operand);
    } else if (sizeOf(operand.shape) * SMALL <= sizeOf(shape) && operand.shape.length <= shape.length) {
      const missing = new Array<number>(shape.length - operand.shape.length).fill(1);
      moved.push(move.transpose(move.reshape(operand, [...missing, ...operand.shape]), inverse));
    } else {
      return undefined;
    }
  }
  return { operands: moved, permutation };
}

/** An operand this many times smaller than the result is moved rather than waited for. */
const SMALL = 8;

/**
 * A reshape of a transposed value as a reshape of its source: axes that split, or that join and lie side by side in the source as well.
 * @returns the source's new shape and the permutation from it, or undefined if numbers would change places
 */
export function reshapeBelow(
  { source, permutation }: Transposed,
  from: readonly number[],
  to: readonly number[],
): { shape: number[]; permutation: number[] } | undefined {
  const groups = alignShapes(from, to);
  if (groups === undefined) return undefined;
  // Where each group starts in the source, and the target axes that it becomes there.
  const placed: { start: number; axes: readonly number[] }[] = [];
  for (const { fromAxes, toAxes } of groups) {
    const sourceAxes = fromAxes
      .map((axis) => permutation[axis]!)
      .filter((_, i) => fromAxes.length === 1 || from[fromAxes[i]!] !== 1);
    const sideBySide = sourceAxes.every(
      (axis, i) => i === 0 || onlyOnesBetween(source.shape, sourceAxes[i - 1]!, axis),
    );
    if (!sideBySide) return undefined;
    placed.push({ start: sourceAxes[0] ?? permutation[fromAxes[0]!] ?? -1, axes: toAxes });
  }
  placed.sort((a, b) => a.start - b.start);
  const order = placed.flatMap(({ axes }) => axes);
  return { shape: order.map((axis) => to[axis]!), permutation: invertPermutation(order) };
}

function onlyOnesBetween(shape: readonly number[], first: number, second: number): boolean {
  return second > first && shape.slice(first + 1, second).every((size) => size === 1);
}

/** The smallest runs of axes of two shapes that hold the same numbers of elements. */
function alignShapes(
  from: readonly number[],
  to: readonly number[],
): { fromAxes: number[]; toAxes: number[] }[] | undefined {
  const groups: { fromAxes: number[]; toAxes: number[] }[] = [];
  let i = 0;
  let k = 0;
  while (i < from.length || k < to.length) {
    // An axis of size 1 on one side belongs to the axis before it: it comes from a split of that one, or will join it.
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
