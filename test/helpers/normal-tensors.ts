import { tf } from '#src/ops/tf.js';
import type { Rng } from '#src/rng.js';
import { normal } from './normal.js';

/** Draws a tensor of standard normal numbers, of the rank that its shape says. */
export interface NormalTensors {
  (shape: readonly [number]): tf.Tensor1D;
  (shape: readonly [number, number]): tf.Tensor2D;
  (shape: readonly [number, number, number]): tf.Tensor3D;
  (shape: readonly [number, number, number, number]): tf.Tensor4D;
  (shape: readonly number[]): tf.Tensor;
}

/** Tensors of normal numbers, all from one stream: each continues where the last one ended. */
export function normalTensors(rng: Rng): NormalTensors {
  return ((shape: readonly number[]) => tf.tensor(Float32Array.from(normal(rng, shape)), [...shape])) as NormalTensors;
}
