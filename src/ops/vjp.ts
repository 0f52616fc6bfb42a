import { ownedResult } from './owned-result.js';
import { tf, type Tensor } from './tf.js';

/** What a scalar function gives, to differentiate it. */
export interface ScalarWithAux<Aux> {
  /** A scalar. */
  readonly value: Tensor;
  /** Tensors to hand out. */
  readonly aux: Aux;
  /** Tensors that were made on the way, to differentiate by as well. */
  readonly marked?: readonly Tensor[];
}

/**
 * Value and gradients of a scalar function, with what else it computed on the way.
 * @param xs what to differentiate by
 * @returns value, aux, one gradient per x and one per marked tensor; the caller owns them. They can be differentiated again
 * @throws whatever f throws; nothing is left behind
 */
export function gradientsWithAux<Aux extends Readonly<Record<string, Tensor>>>(
  f: () => ScalarWithAux<Aux>,
  xs: readonly Tensor[],
): { value: Tensor; aux: Aux; gradients: Tensor[]; markedGradients: Tensor[] } {
  return tf.tidy(() => {
    // TensorFlow.js frees everything that f made but its value: keep what is handed out, then pass it on as an ordinary tensor.
    const kept: Record<string, Tensor> = {};
    // It looks at this list when f has run, and at no more of a tensor than its identity.
    const by = [...xs];
    try {
      const { value, gradients } = backwardPass(() => {
        const result = f();
        for (const [name, tensor] of Object.entries(result.aux)) kept[name] = tf.keep(tensor.clone());
        by.push(...(result.marked ?? []));
        return result.value;
      }, by);
      const aux = Object.fromEntries(Object.entries(kept).map(([name, tensor]) => [name, tensor.clone()])) as Aux;
      const found = gradients.map((gradient, i) => (gradient ? ownedResult(gradient) : tf.zeros(by[i]!.shape)));
      return {
        value: ownedResult(value),
        aux,
        gradients: found.slice(0, xs.length),
        markedGradients: found.slice(xs.length),
      };
    } finally {
      for (const tensor of Object.values(kept)) tensor.dispose();
    }
  });
}

/**
 * A vector times the Jacobian: one forward and one backward pass.
 * @param f x [B, ...S] -> output
 * @param seed of the output's shape
 * @returns the output, and seedᵀ df/dx of the shape of x; the caller owns them. They can be differentiated again, by the seed as well
 * @throws whatever f throws; nothing is left behind
 */
export function vectorJacobianProduct(
  f: (x: Tensor) => Tensor,
  x: Tensor,
  seed: Tensor,
): { output: Tensor; product: Tensor } {
  return tf.tidy(() => {
    // TensorFlow.js disposes of a gradient that another one is added to, and the first of all is the seed.
    const { value, gradients } = backwardPass(() => f(x), [x], ownedResult(seed));
    const [gradient] = gradients;
    return { output: ownedResult(value), product: gradient ? ownedResult(gradient) : tf.zerosLike(x) };
  });
}

/**
 * Several vectors times one Jacobian, from a single forward pass.
 * @param f x [B, ...S] -> output
 * @param seeds output -> tensors of its shape, one for each backward pass
 * @returns the output, and seedᵀ df/dx of each of the K seeds, [B, K, ...S]; the caller owns them. They can be differentiated again
 * @throws whatever f or seeds throw; nothing is left behind
 */
export function vectorJacobianProducts(
  f: (x: Tensor) => Tensor,
  x: Tensor,
  seeds: (output: Tensor) => readonly Tensor[],
): { output: Tensor; products: Tensor } {
  return tf.tidy(() => {
    // TensorFlow.js throws its tape away after a backward pass, unless another derivative is under way: so one is, of nothing.
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

/** TensorFlow.js's backward pass; a gradient is undefined where nothing leads from its x to the value. After an error its tape is freed. */
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
    // What is saved for derivatives is kept through every scope, and an error leaves it on the tape.
    if (outermost) {
      for (const { saved = [] } of state.activeTape ?? []) for (const tensor of saved) tensor.dispose();
      state.activeTape = null as unknown as typeof state.activeTape;
    }
    throw error;
  }
}
