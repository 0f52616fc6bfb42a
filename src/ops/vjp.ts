import { ownedResult } from './owned-result.js';
import { tf, type Tensor } from './tf.js';

/** Result of a scalar function that is to be differentiated. */
export interface ScalarWithAux<Aux> {
  /** A scalar. */
  readonly value: Tensor;
  /** Other tensors to return. */
  readonly aux: Aux;
  /** Intermediate tensors to differentiate with respect to, in addition to the inputs. */
  readonly intermediates?: readonly Tensor[];
}

/**
 * Computes a scalar function, its gradients, and its auxiliary results.
 * @param xs tensors to differentiate with respect to
 * @returns value, aux, one gradient per x and one per intermediate tensor; the caller owns them and can differentiate
 *   them again
 * @throws whatever f throws, without leaking tensors
 */
export function gradientsWithAux<Aux extends Readonly<Record<string, Tensor>>>(
  f: () => ScalarWithAux<Aux>,
  xs: readonly Tensor[],
): { value: Tensor; aux: Aux; gradients: Tensor[]; intermediateGradients: Tensor[] } {
  return tf.tidy(() => {
    // TensorFlow.js frees every tensor that f created except its value, so keep the auxiliary results and return
    // clones.
    const kept: Record<string, Tensor> = {};
    // TensorFlow.js reads this list after f has run, and compares tensors by identity only, so f may append to it.
    const targets = [...xs];
    try {
      const { value, gradients } = backwardPass(() => {
        const result = f();
        for (const [name, tensor] of Object.entries(result.aux)) kept[name] = tf.keep(tensor.clone());
        targets.push(...(result.intermediates ?? []));
        return result.value;
      }, targets);
      const aux = Object.fromEntries(Object.entries(kept).map(([name, tensor]) => [name, tensor.clone()])) as Aux;
      const owned = gradients.map((gradient, i) => (gradient ? ownedResult(gradient) : tf.zeros(targets[i]!.shape)));
      return {
        value: ownedResult(value),
        aux,
        gradients: owned.slice(0, xs.length),
        intermediateGradients: owned.slice(xs.length),
      };
    } finally {
      for (const tensor of Object.values(kept)) tensor.dispose();
    }
  });
}

/**
 * Vector-Jacobian product: one forward and one backward pass.
 * @param f x [B, ...S] -> output
 * @param seed the vector, in the output's shape
 * @returns the output, and seedᵀ df/dx in the shape of x, owned by the caller and differentiable again, also with
 * respect to the seed
 * @throws whatever f throws, without leaking tensors
 */
export function vectorJacobianProduct(
  f: (x: Tensor) => Tensor,
  x: Tensor,
  seed: Tensor,
): { output: Tensor; product: Tensor } {
  return tf.tidy(() => {
    // A copy, because TensorFlow.js disposes of a gradient when it adds another to it, and the seed is the first
    // gradient.
    const { value, gradients } = backwardPass(() => f(x), [x], ownedResult(seed));
    const [gradient] = gradients;
    return { output: ownedResult(value), product: gradient ? ownedResult(gradient) : tf.zerosLike(x) };
  });
}

/**
 * Several vector-Jacobian products from a single forward pass.
 * @param f x [B, ...S] -> output
 * @param seeds output -> K tensors of its shape, one per backward pass
 * @returns the output, and seedᵀ df/dx for each seed, [B, K, ...S], owned by the caller and differentiable again
 * @throws whatever f or seeds throw, without leaking tensors
 */
export function vectorJacobianProducts(
  f: (x: Tensor) => Tensor,
  x: Tensor,
  seeds: (output: Tensor) => readonly Tensor[],
): { output: Tensor; products: Tensor } {
  return tf.tidy(() => {
    // TensorFlow.js discards its tape after a backward pass unless that pass is nested in another, so nest it in the
    // backward pass of a constant.
    const { aux } = gradientsWithAux(() => {
      const output = f(x);
      const products = seeds(output).map((seed) => {
        const [gradient] = backwardPass(() => output, [x], ownedResult(seed)).gradients;
        return gradient ?? tf.zerosLike(x);
      });
      return { value: tf.scalar(0), aux: { output, products: tf.stack(products, 1) } };
    }, [x]);
    return aux;
  });
}

/**
 * Runs TensorFlow.js's backward pass, and frees its tape after an error.
 * @returns the gradients; undefined for an x that the value does not depend on
 */
function backwardPass(
  f: () => Tensor,
  xs: Tensor[],
  seed?: Tensor,
): { value: Tensor; gradients: (Tensor | undefined)[] } {
  const engine = tf.engine();
  const { state } = engine;
  const outermost = state.gradientDepth === 0;
  try {
    const { value, grads } = engine.gradients(f, xs, seed, true);
    return { value, gradients: grads };
  } catch (error) {
    // Tensors saved for derivatives survive every scope, and an error leaves them on the tape.
    if (outermost) {
      for (const { saved = [] } of state.activeTape ?? []) for (const tensor of saved) tensor.dispose();
      state.activeTape = null as unknown as typeof state.activeTape;
    }
    throw error;
  }
}
