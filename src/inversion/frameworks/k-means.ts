import { tf, type Tensor } from '../../ops/index.js';
import { checkCount } from './check-count.js';
import { iterate, type FitOptions } from './fitting.js';
import { loss, nearest } from './nearest-neighbours.js';
import { gradientsOf } from './reconstruction-loss.js';
import { drawFarApart } from './draw-far-apart.js';

/**
 * k-means: the nearest-neighbour row of Table 1 with learned exemplars, the centres W [k, D].
 *
 * Let nᵢ be the number of examples whose nearest centre is i. Around W, the sum of R over all examples is quadratic in
 * W:
 *
 *   d ΣR / dWᵢ = −2 Σ_{x at i} (x − Wᵢ),         d² ΣR / dWᵢ² = 2 nᵢ I
 *
 * The Newton step Wᵢ − (1 / 2 nᵢ) d ΣR / dWᵢ is the mean of those examples: Lloyd's update is gradient descent on R.
 */
export { coefficients, f, loss, nearest, reconstruct } from './nearest-neighbours.js';

export type KMeansState = {
  /** W, [k, D]. */
  readonly centres: Tensor;
};

export interface KMeansOptions extends FitOptions<KMeansState> {
  /** k. */
  readonly centres: number;
}

/**
 * Draws initial centres from the examples, far apart.
 * @param x [B, D]
 * @throws ShapeError if there are fewer than k examples
 * @throws ConfigError if k is no whole number above 0
 */
export function init(x: Tensor, { centres, rng }: Pick<KMeansOptions, 'centres' | 'rng'>): KMeansState {
  checkCount('centres', centres);
  return { centres: drawFarApart(rng, x, centres, squaredDistance) };
}

/** Takes one step of Lloyd's algorithm as a Newton step on R. Centres without examples do not move. @param x [B, D] */
export function update({ centres }: KMeansState, x: Tensor): KMeansState {
  return tf.tidy(() => {
    const [gradient] = gradientsOf(() => loss(centres)(x), [centres]);
    const examples = tf.sum(nearest(centres)(x), 0);
    const step = tf.div(0.5, tf.maximum(examples, 1));
    return { centres: tf.sub(centres, tf.mul(tf.expandDims(step, 1), gradient!)) };
  });
}

/** Fits centres to examples. @param x [B, D] */
export function fit(x: Tensor, options: KMeansOptions): KMeansState {
  return iterate(init(x, options), (state) => update(state, x), options);
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}
