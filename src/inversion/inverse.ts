import { ShapeError } from '../errors.js';
import { gradientsWithAux, type Tensor, tf, vectorJacobianProducts } from '../ops/index.js';

/** A function of a batch, [B, ...S] -> [B, C]. Output row b must depend on input row b only. */
export type BatchFunction = (x: Tensor) => Tensor;

export interface InverseOptions {
  /**
   * Template weights in place of f(x) (α of Table 1): a tensor [B, C], or a function of f(x). Default: f(x), as in Eq.
   * 6.
   */
  readonly coefficients?: Tensor | ((output: Tensor) => Tensor);
}

export interface Inversion {
  /** f(x), [B, C]. */
  readonly output: Tensor;
  /** A[x]ᵀ f(x), the shape of x. */
  readonly inverse: Tensor;
}

/**
 * Computes f(x) and its inverse f⁻¹(x) = A[x]ᵀ f(x), A[x] = df/dx (Eq. 5-7), in one forward and one backward pass.
 *
 * A[x]ᵀ f(x) is the gradient of ½ ‖f(x)‖² with respect to x, summed over classes and batch: a mean would scale the
 * inverse. Both results are differentiable.
 *
 * @param f [B, ...S] -> [B, C], logits before softmax
 * @returns a function of x; the caller owns both tensors, inside or outside a tidy
 * @throws ShapeError if f(x) is not [B, C], or the coefficients are not
 */
export function invert(f: BatchFunction, { coefficients }: InverseOptions = {}): (x: Tensor) => Inversion {
  return (x) => (coefficients === undefined ? invertByPotential(f, x) : invertWithCoefficients(f, x, coefficients));
}

/**
 * Computes f⁻¹(x) = A[x]ᵀ f(x) only (Eq. 6).
 * @returns a function of x; the caller owns its tensor
 * @throws ShapeError if f(x) is not [B, C], or the coefficients are not
 */
export function inverse(f: BatchFunction, options: InverseOptions = {}): (x: Tensor) => Tensor {
  return (x) => tf.tidy(() => invert(f, options)(x).inverse);
}

/** Computes A[x]ᵀ f(x) as the gradient of ½ ‖f(x)‖². */
function invertByPotential(f: BatchFunction, x: Tensor): Inversion {
  return tf.tidy(() => {
    const { aux, gradients } = gradientsWithAux(() => {
      const output = f(x);
      checkOutput(output, x);
      return { value: tf.mul(0.5, tf.sum(tf.square(output))), aux: { output } };
    }, [x]);
    return { output: aux.output, inverse: gradients[0]! };
  });
}

/**
 * Computes A[x]ᵀ a in one backward pass seeded with a. Later derivatives also flow
 * through a, a function of x and the parameters.
 */
function invertWithCoefficients(
  f: BatchFunction,
  x: Tensor,
  coefficients: NonNullable<InverseOptions['coefficients']>,
): Inversion {
  return tf.tidy(() => {
    const { output, products } = vectorJacobianProducts(f, x, (value) => {
      checkOutput(value, x);
      const weights = typeof coefficients === 'function' ? coefficients(value) : coefficients;
      checkCoefficients(weights, value);
      return [weights];
    });
    return { output, inverse: tf.reshape(products, x.shape) };
  });
}

function checkCoefficients({ shape }: Tensor, output: Tensor): void {
  if (`${shape}` !== `${output.shape}`) {
    throw new ShapeError(
      `inverse: expected coefficients of the shape of f(x), [${output.shape.join(', ')}], got [${shape.join(', ')}]`,
    );
  }
}

/** @throws ShapeError if f(x) is not [B, C] */
export function checkOutput(output: Tensor, x: Tensor): void {
  if (output.rank !== 2 || output.shape[0] !== x.shape[0]) {
    throw new ShapeError(`inverse: expected f(x) of shape [${x.shape[0]}, C], got [${output.shape.join(', ')}]`);
  }
}
