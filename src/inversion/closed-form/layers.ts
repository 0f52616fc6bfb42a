import { ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import { activationSlopes, maxPoolingMatrix, meanPoolingMatrix } from './matrices.js';
import type { ImageShape, Windows } from './windows.js';

/** Affine map of a layer around one input z: z' = matrix z + offset. */
export interface LayerMap {
  /** [M, N] */
  readonly matrix: tf.Tensor2D;
  /** [M] */
  readonly offset: tf.Tensor1D;
}

/** A piecewise linear layer: z [N] -> its affine map on the linear piece around z. */
export type Layer = (z: tf.Tensor1D) => LayerMap;

/** Matrix and bias of a linear map. */
export interface LayerWeights {
  /** [M, N] */
  readonly matrix: tf.Tensor2D;
  /** [M], or [F] if the M units are F channels at each position. Default: zero. */
  readonly bias?: Tensor;
}

/** The two branches of a residual layer (Eq. 3): one with an activation, one without. */
export interface ResidualWeights {
  /** C_in and b_in, before the activation. */
  readonly inner: LayerWeights;
  /** C_out and b_out, the branch without activation. */
  readonly outer: LayerWeights;
}

/** Returns C z + b: a layer without activation. */
export function linearLayer(weights: LayerWeights): Layer {
  return () => ({ matrix: weights.matrix, offset: unitBias(weights) });
}

/**
 * Returns σ(C z + b) of Eq. 2: the matrix is A_σ C, the offset A_σ b.
 * @param slopeBelow the activation's slope below zero: 0 for ReLU
 */
export function activatedLayer(weights: LayerWeights, slopeBelow = 0): Layer {
  return (z) => {
    const bias = unitBias(weights);
    const slopes = slopesAt(weights, bias, z, slopeBelow);
    return { matrix: scaleRows(weights.matrix, slopes), offset: tf.mul(slopes, bias) };
  };
}

/**
 * Returns σ(C_in z + b_in) + C_out z + b_out of Eq. 3: the matrix is A_σ,in C_in + C_out, the offset A_σ,in b_in +
 * b_out.
 * @param slopeBelow the activation's slope below zero: 0 for ReLU
 */
export function residualLayer({ inner, outer }: ResidualWeights, slopeBelow = 0): Layer {
  const activated = activatedLayer(inner, slopeBelow);
  return (z) => {
    const { matrix, offset } = activated(z);
    return { matrix: tf.add(matrix, outer.matrix), offset: tf.add(offset, unitBias(outer)) };
  };
}

/** Returns a max pooling layer: A_ρ of Eq. 2 selects one value per window. */
export function maxPoolingLayer(shape: ImageShape, windows: Windows): Layer {
  return (z) => withoutOffset(maxPoolingMatrix(z, shape, windows));
}

/** Returns a mean pooling layer: A_ρ of Eq. 2 averages each window. */
export function meanPoolingLayer(shape: ImageShape, windows: Windows): Layer {
  return () => withoutOffset(meanPoolingMatrix(shape, windows));
}

/** Expands the bias to every unit: [M]. */
export function unitBias({ matrix, bias }: LayerWeights): tf.Tensor1D {
  const units = matrix.shape[0];
  if (bias === undefined) return tf.zeros([units]);
  if (units % bias.size !== 0) {
    throw new ShapeError(`bias: expected a size that divides the ${units} units of its layer, got ${bias.size}`);
  }
  return tf.tile<tf.Tensor1D>(tf.reshape(bias, [-1]), [units / bias.size]);
}

function withoutOffset(matrix: tf.Tensor2D): LayerMap {
  return { matrix, offset: tf.zeros([matrix.shape[0]]) };
}

function slopesAt({ matrix }: LayerWeights, bias: tf.Tensor1D, z: tf.Tensor1D, slopeBelow: number): tf.Tensor1D {
  return activationSlopes(tf.add(applyMatrix(matrix, z), bias), slopeBelow) as tf.Tensor1D;
}

/** Returns diag(factors) matrix. */
function scaleRows(matrix: tf.Tensor2D, factors: tf.Tensor1D): tf.Tensor2D {
  return tf.mul(tf.expandDims(factors, 1), matrix);
}

/** Returns matrix z. */
export function applyMatrix(matrix: tf.Tensor2D, z: tf.Tensor1D): tf.Tensor1D {
  if (matrix.shape[1] !== z.size) {
    throw new ShapeError(
      `closed form: expected ${matrix.shape[1]} values for a matrix [${matrix.shape.join(', ')}], got ${z.size}`,
    );
  }
  return tf.reshape(tf.matMul(matrix, tf.expandDims(z, 1)), [-1]);
}
