import { tf } from '#src/ops/tf.js';
import type { Rng } from '#src/rng.js';
import { normal } from './normal.js';

/** Draws a tensor of standard normal numbers. */
export interface NormalTensors {
  (shape: readonly [number]): tf.Tensor1D;
  (shape: readonly [number, number]): tf.Tensor2D;
  (shape: readonly [number, number, number]): tf.Tensor3D;
  (shape: readonly [number, number, number, number]): tf.Tensor4D;
  (shape: readonly number[]): tf.Tensor;
}

/** Returns a function that draws tensors of normal numbers, one after another from a single stream. */
export function normalTensors(rng: Rng): NormalTensors {
  return ((shape: readonly number[]) => tf.tensor(Float32Array.from(normal(rng, shape)), [...shape])) as NormalTensors;
}
