import { ShapeError } from '../errors.js';
import { ownedResult, tf, type Tensor } from '../ops/index.js';
import { invert, type BatchFunction, type InverseOptions, type Inversion } from './inverse.js';

/**
 * A distance of one's own between reconstructions and inputs, example by example: [B, ...S], [B, ...S] -> [B]. It is differentiated, so it must be
 * made of operations that can be.
 */
export type ReconstructionDistance = (reconstruction: Tensor, x: Tensor) => Tensor;

/** How the distance between x and its reconstruction is measured. */
export interface ResidualOptions {
  /** Over the input's dimensions: their sum (the squared norm of Eq. 8), or their mean ("mean squared error"). */
  readonly reduction: 'sum' | 'mean';
  /** 'euclidean': squared differences. 'cosine': 1 - cos(x, f⁻¹(x)). It and a function of one's own are left alone by `reduction`. */
  readonly distance: 'euclidean' | 'cosine' | ReconstructionDistance;
}

export interface Residual extends Inversion {
  /** R(x), one value per example: [B]. */
  readonly residual: Tensor;
}

/**
 * Reconstruction residual R(x) = ‖A[x]ᵀ f(x) − x‖² (Eq. 8), with f(x) and the reconstruction on the way.
 * @param f [B, ...S] -> [B, C], logits before softmax
 * @returns a function of x; the caller owns the tensors, inside a tidy or not
 * @throws ShapeError if f(x) is not [B, C], or a distance of one's own does not give [B]
 */
export function residual(f: BatchFunction, options: ResidualOptions & InverseOptions): (x: Tensor) => Residual {
  return (x) =>
    tf.tidy(() => {
      const inversion = invert(f, options)(x);
      return { ...inversion, residual: reconstructionDistance(inversion.inverse, x, options) };
    });
}

/**
 * Distance between reconstructions and inputs, example by example.
 * @param reconstruction [B, ...S]
 * @param x [B, ...S]
 * @returns [B]; the caller owns it
 * @throws ShapeError if a distance of one's own gives anything else
 */
export function reconstructionDistance(reconstruction: Tensor, x: Tensor, options: ResidualOptions): Tensor {
  return tf.tidy(() => ownedResult(distanceOf(reconstruction, x, options)));
}

function distanceOf(reconstruction: Tensor, x: Tensor, { reduction, distance }: ResidualOptions): Tensor {
  if (typeof distance === 'function') return ownDistance(distance, reconstruction, x);
  const axes = x.shape.map((_, axis) => axis).slice(1);
  if (distance === 'cosine') {
    const product = tf.sum(tf.mul(reconstruction, x), axes);
    const norms = tf.mul(tf.sum(tf.square(reconstruction), axes), tf.sum(tf.square(x), axes));
    // The square root's derivative is infinite at zero: an all-zero reconstruction would give NaN.
    return tf.sub(1, tf.div(product, tf.sqrt(tf.add(norms, COSINE_FLOOR))));
  }
  const squares = tf.square(tf.sub(reconstruction, x));
  return reduction === 'sum' ? tf.sum(squares, axes) : tf.mean(squares, axes);
}

function ownDistance(distance: ReconstructionDistance, reconstruction: Tensor, x: Tensor): Tensor {
  const result = distance(reconstruction, x);
  if (result.rank === 1 && result.shape[0] === x.shape[0]) return result;
  throw new ShapeError(`distance: expected one value per example, [${x.shape[0]}], got [${result.shape.join(', ')}]`);
}

const COSINE_FLOOR = 1e-12;
