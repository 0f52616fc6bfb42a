import { ShapeError } from '../errors.js';
import { ownedResult, tf, type Tensor } from '../ops/index.js';
import { checkKnown } from './check-known.js';
import { invert, type BatchFunction, type InverseOptions, type Inversion } from './inverse.js';

/**
 * Custom distance between reconstruction and input, per example: [B, ...S], [B, ...S] -> [B]. It must consist of
 * differentiable operations.
 */
export type ReconstructionDistance = (reconstruction: Tensor, x: Tensor) => Tensor;

export interface ResidualOptions {
  /** Reduction over the input's dimensions: sum (squared norm, Eq. 8) or mean ("mean squared error"). */
  readonly reduction: 'sum' | 'mean';
  /** 'euclidean': squared differences. 'cosine': 1 - cos(x, f⁻¹(x)). `reduction` applies to 'euclidean' only. */
  readonly distance: 'euclidean' | 'cosine' | ReconstructionDistance;
}

export interface Residual extends Inversion {
  /** R(x), one value per example: [B]. */
  readonly residual: Tensor;
}

/**
 * Computes the reconstruction residual R(x) = ‖A[x]ᵀ f(x) − x‖² (Eq. 8), together with f(x) and the reconstruction.
 * @param f [B, ...S] -> [B, C], logits before softmax
 * @returns a function of x; the caller owns the tensors, inside or outside a tidy
 * @throws ShapeError if f(x) or the coefficients are not [B, C], or a custom distance does not return [B]
 * @throws ConfigError if `distance` or `reduction` is none of the known ones
 */
export function residual(f: BatchFunction, options: ResidualOptions & InverseOptions): (x: Tensor) => Residual {
  return (x) =>
    tf.tidy(() => {
      const inversion = invert(f, options)(x);
      return { ...inversion, residual: reconstructionDistance(inversion.inverse, x, options) };
    });
}

/**
 * Computes the distance between reconstruction and input, per example.
 * @param reconstruction [B, ...S]
 * @param x [B, ...S]
 * @returns [B]; the caller owns it
 * @throws ShapeError if the shapes differ, or a custom distance returns another shape
 * @throws ConfigError if `distance` or `reduction` is none of the known ones
 */
export function reconstructionDistance(reconstruction: Tensor, x: Tensor, options: ResidualOptions): Tensor {
  return tf.tidy(() => ownedResult(distanceOf(reconstruction, x, options)));
}

function distanceOf(reconstruction: Tensor, x: Tensor, { reduction, distance }: ResidualOptions): Tensor {
  checkShape(reconstruction, x);
  if (typeof distance === 'function') return customDistance(distance, reconstruction, x);
  checkKnown('distance', distance, ['euclidean', 'cosine']);
  const axes = x.shape.map((_, axis) => axis).slice(1);
  if (distance === 'cosine') {
    const product = tf.sum(tf.mul(reconstruction, x), axes);
    const squaredNorm = tf.sum(tf.square(x), axes);
    const norms = tf.mul(tf.sum(tf.square(reconstruction), axes), squaredNorm);
    // The square root's derivative is infinite at zero: an all-zero reconstruction would give NaN. Relative to x, so
    // that its scale does not matter; absolute for x = 0.
    const floor = tf.maximum(tf.mul(RELATIVE_FLOOR, tf.square(squaredNorm)), ABSOLUTE_FLOOR);
    return tf.sub(1, tf.div(product, tf.sqrt(tf.maximum(norms, floor))));
  }
  checkKnown('reduction', reduction, ['sum', 'mean']);
  const squares = tf.square(tf.sub(reconstruction, x));
  return reduction === 'sum' ? tf.sum(squares, axes) : tf.mean(squares, axes);
}

/** Broadcasting would compare x with another example's reconstruction. */
function checkShape(reconstruction: Tensor, x: Tensor): void {
  if (`${reconstruction.shape}` !== `${x.shape}`) {
    const [expected, got] = [x, reconstruction].map(({ shape }) => `[${shape.join(', ')}]`);
    throw new ShapeError(`distance: expected a reconstruction of the shape of x, ${expected}, got ${got}`);
  }
}

function customDistance(distance: ReconstructionDistance, reconstruction: Tensor, x: Tensor): Tensor {
  const result = distance(reconstruction, x);
  if (result.rank === 1 && result.shape[0] === x.shape[0]) return result;
  throw new ShapeError(`distance: expected one value per example, [${x.shape[0]}], got [${result.shape.join(', ')}]`);
}

/** Of ‖f⁻¹(x)‖² / ‖x‖²: a shorter reconstruction has less than its cosine. */
const RELATIVE_FLOOR = 1e-12;
const ABSOLUTE_FLOOR = 1e-30;
