import type { Engine, HostTensor, HostTensors, Tensors } from '#src/engine/index.js';
import { affine, inverse } from '#src/inversion/index.js';
import type { Model } from '#src/models/index.js';
import type { Tensor } from '#src/ops/tf.js';
import { activationPattern, leaf, type Array64, type Function64 } from './reference64.js';

/** Results of `affine` and `inverse` for a network, computed by an engine. */
export interface NetworkMap {
  readonly output: HostTensor;
  readonly templates: HostTensor;
  readonly matches: HostTensor;
  readonly bias: HostTensor;
  readonly inverse: HostTensor;
}

/** Computes A[x], b[x] and the inverse of a network in one compiled program. */
export async function networkMap(
  engine: Engine,
  model: Model,
  parameters: HostTensors,
  x: HostTensor,
): Promise<NetworkMap> {
  const inputs = { ...parameters, x };
  const program = await engine.compile({
    name: `${model.name} templates`,
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, { shape }])),
    fn: (tensors: Tensors): Tensors => {
      const f = (input: Tensor): Tensor => model.apply(tensors, input);
      return { ...affine(f)(tensors['x']!), inverse: inverse(f)(tensors['x']!) };
    },
  });
  const copies = Object.entries(inputs).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]);
  const { outputs } = await program.run(Object.fromEntries(copies) as HostTensors);
  await program.dispose();
  return outputs as unknown as NetworkMap;
}

/** Computes A[x] v per example in float64: templates [B, C, ...S], v [B, ...S] -> [B C]. */
export function throughTemplates({ shape, data }: HostTensor, v: ArrayLike<number>): Float64Array {
  const [batch, classes] = shape as [number, number];
  const size = data.length / (batch * classes);
  return Float64Array.from({ length: batch * classes }, (_, row) => {
    const example = Math.floor(row / classes);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += data[row * size + i]! * v[example * size + i]!;
    return sum;
  });
}

/** A point, the network's float64 output there, and its linear piece. */
export interface Point64 {
  readonly x: Array64;
  readonly output: Float64Array;
  readonly piece: string;
}

/** Evaluates a network in float64 at x. */
export function pointAt(f64: Function64, x: Array64): Point64 {
  const node = f64(leaf(x));
  return { x, output: node.data, piece: activationPattern(node) };
}

/** x + scale · direction. */
export function moved({ shape, data }: Array64, direction: ArrayLike<number>, scale: number): Array64 {
  return { shape, data: data.map((value, i) => value + scale * direction[i]!) };
}

/**
 * Finds another point on the same linear piece along a direction. Pieces are convex, so every point in between is
 * on it too.
 */
export function alongPiece(f64: Function64, { x, piece }: Point64, direction: ArrayLike<number>): Point64 {
  for (let scale = 2 ** -12; scale > 1e-8; scale /= 32) {
    const point = pointAt(f64, moved(x, direction, scale));
    if (point.piece === piece) return point;
  }
  throw new Error('x is at the edge of its linear piece: choose another seed');
}
