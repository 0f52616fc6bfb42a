import { tf, type Tensor } from '../../ops/index.js';
import { iterate, type FitOptions } from './fitting.js';
import { loss, nearest } from './nearest-neighbours.js';
import { gradientsOf } from './reconstruction-loss.js';
import { drawFarApart } from './draw-far-apart.js';

/**
 * k-means: the nearest-neighbour row of Table 1 with exemplars that are learned, W [k, D] the centres.
 *
 * Where nₓ(i) examples have centre i as their nearest, the sum of R over all examples is, around W, quadratic in it:
 *
 *   d ΣR / dWᵢ = −2 Σ_{x at i} (x − Wᵢ),         d² ΣR / dWᵢ² = 2 nᵢ I
 *
 * Its Newton step, Wᵢ − (1 / 2 nᵢ) d ΣR / dWᵢ, is the mean of those examples: Lloyd's update is gradient descent on R.
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

/** Centres among the examples, far from each other. @param x [B, D] */
export function init(x: Tensor, { centres, rng }: Pick<KMeansOptions, 'centres' | 'rng'>): KMeansState {
  return { centres: drawFarApart(rng, x, centres, squaredDistance) };
}

/** One step of Lloyd's algorithm, as a Newton step on R. A centre that no example is nearest to stays. @param x [B, D] */
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
