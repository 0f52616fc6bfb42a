import { relu, type Tensor, tf } from '../../ops/index.js';
import type { Rng } from '../../rng.js';
import { inverse } from '../inverse.js';
import { matches } from './atoms.js';
import { checkCount } from './check-count.js';
import { iterate, type FitOptions } from './fitting.js';
import { gradientsOf, reconstructionLoss } from './reconstruction-loss.js';

/**
 * Non-negative matrix factorisation, Table 1, row 2:   α learned,   f(x)ᵢ = ⟨x, Wᵢ⟩,   J_f ≥ 0.
 *
 *   x [B, D] ≥ 0, W [k, D] ≥ 0, α [B, k] ≥ 0     df(x)/dx = W: J_f ≥ 0 means W ≥ 0
 *   f⁻¹(x) = Σᵢ αᵢ Wᵢ = α W                      approximates x
 *   R(x) = ‖x − α W‖²
 *
 * The row constrains only the Jacobian; α ≥ 0 is part of the method and is enforced here too. f(x) is the numerator of
 * the multiplicative updates below.
 */
export const f = matches;

/** Returns R(x) = ‖x − α W‖²: a function [B, D] -> [B]. @param codes α, [B, k] */
export function loss(parts: Tensor, codes: Tensor): (x: Tensor) => Tensor {
  return reconstructionLoss(f(parts), { coefficients: codes });
}

/** Returns f⁻¹(x) = α W: a function [B, D] -> [B, D]. */
export const reconstruct = (parts: Tensor, codes: Tensor): ((x: Tensor) => Tensor) =>
  inverse(f(parts), { coefficients: codes });

/** Returns the constraint violation: the size of the most negative entry of W or α, a scalar. */
export const violation = (...values: readonly Tensor[]): Tensor =>
  tf.tidy(() => tf.max(tf.stack(values.map((value) => tf.max(relu(tf.neg(value)))))));

export type NmfState = {
  /** W, [k, D]. */
  readonly parts: Tensor;
  /** α, [B, k], of the training examples. */
  readonly codes: Tensor;
};

export interface NmfOptions extends FitOptions<NmfState> {
  /** k. */
  readonly parts: number;
}

/**
 * Draws random positive parts and codes such that α W has about the mean of x.
 * @param x [B, D], non-negative
 * @throws ConfigError if k is no whole number above 0
 */
export function init(x: Tensor, { parts, rng }: Pick<NmfOptions, 'parts' | 'rng'>): NmfState {
  checkCount('parts', parts);
  return tf.tidy(() => {
    const [examples, size] = x.shape as [number, number];
    const scale = tf.sqrt(tf.div(tf.mean(x), parts));
    return {
      parts: tf.mul(scale, positiveTensor(rng.split('parts'), [parts, size])),
      codes: tf.mul(scale, positiveTensor(rng.split('codes'), [examples, parts])),
    };
  });
}

/**
 * Applies the multiplicative updates of Lee and Seung (2001), first to α, then to W. They are gradient descent on R
 * with a separate step size per entry.
 *
 *   dR/dα = 2 (f(α W) − f(x)),        step α / (2 f(α W)):       α <- α f(x) / f(α W)
 *   dR/dW = 2 αᵀ (α W − x),           step W / (2 αᵀ α W):       W <- W αᵀx / αᵀαW
 *
 * Both keep the entries non-negative and never increase R. @param x [B, D], non-negative
 */
export function update({ parts, codes }: NmfState, x: Tensor): NmfState {
  return tf.tidy(() => {
    const nextCodes = updateCodes(parts, codes, x);
    const [gradient] = gradientsOf(() => loss(parts, nextCodes)(x), [parts]);
    const denominator = tf.matMul(nextCodes, reconstruct(parts, nextCodes)(x), true);
    return { parts: multiplicativeStep(parts, gradient!, denominator), codes: nextCodes };
  });
}

/** Fits parts and codes to examples. @param x [B, D], non-negative */
export function fit(x: Tensor, options: NmfOptions): NmfState {
  return iterate(init(x, options), (state) => update(state, x), options);
}

/** Computes α of new examples with fixed parts: x [B, D] -> [B, k]. */
export function encode(parts: Tensor, { steps, rng }: { readonly steps: number; readonly rng: Rng }) {
  return (x: Tensor): Tensor =>
    iterate(
      { codes: tf.tidy(() => init(x, { parts: parts.shape[0], rng }).codes) },
      ({ codes }) => ({ codes: tf.tidy(() => updateCodes(parts, codes, x)) }),
      { steps },
    ).codes;
}

function updateCodes(parts: Tensor, codes: Tensor, x: Tensor): Tensor {
  const [gradient] = gradientsOf(() => loss(parts, codes)(x), [codes]);
  return multiplicativeStep(codes, gradient!, f(parts)(reconstruct(parts, codes)(x)));
}

/** Returns v − v / (2 d) · gradient, non-negative up to rounding. */
function multiplicativeStep(value: Tensor, gradient: Tensor, denominator: Tensor): Tensor {
  const step = tf.div(value, tf.mul(2, tf.maximum(denominator, MIN_DENOMINATOR)));
  return relu(tf.sub(value, tf.mul(step, gradient)));
}

function positiveTensor(rng: Rng, shape: readonly [number, number]): Tensor {
  const values = rng.fillUniform(new Float32Array(shape[0] * shape[1]));
  return tf.tensor(
    values.map((value) => 0.5 + value),
    [...shape],
  );
}

const MIN_DENOMINATOR = 1e-12;
