import { tf, type Tensor } from './tf.js';

/** What a scalar function gives, to differentiate it. */
export interface Differentiated<Aux> {
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
 * @returns value, aux, one gradient per x and one per marked tensor, all owned by the caller's tidy scope
 */
export function gradientsWithAux<Aux extends Readonly<Record<string, Tensor>>>(
  f: () => Differentiated<Aux>,
  xs: readonly Tensor[],
): { value: Tensor; aux: Aux; gradients: Tensor[]; markedGradients: Tensor[] } {
  // TensorFlow.js frees everything that f made but its value: keep what is handed out, then pass it on as an ordinary tensor.
  let kept: Aux | undefined;
  // It looks at this list when f has run, and at no more of a tensor than its identity.
  const by = [...xs];
  const { value, grads } = tf.engine().gradients(
    () => {
      const result = f();
      kept = mapValues(result.aux, (tensor) => tf.keep(tensor.clone()));
      by.push(...(result.marked ?? []));
      return result.value as tf.Scalar;
    },
    by,
    undefined,
    true,
  );
  const aux = mapValues(kept!, (tensor) => {
    const handedOut = tensor.clone();
    tensor.dispose();
    return handedOut;
  });
  const gradients = grads.map((gradient, i) => gradient ?? tf.zeros(by[i]!.shape));
  return { value, aux, gradients: gradients.slice(0, xs.length), markedGradients: gradients.slice(xs.length) };
}

/**
 * Several vectors times one Jacobian, from a single forward pass.
 * @param f x [B, ...S] -> output
 * @param seeds output -> tensors of its shape, one for each backward pass
 * @returns the output, and seedᵀ df/dx of each of the K seeds, [B, K, ...S]; they can be differentiated again
 */
export function vectorJacobianProducts(
  f: (x: Tensor) => Tensor,
  x: Tensor,
  seeds: (output: Tensor) => readonly Tensor[],
): { output: Tensor; products: Tensor } {
  // TensorFlow.js throws its tape away after a backward pass, unless another derivative is under way: so one is, of nothing.
  const { aux } = gradientsWithAux(() => {
    const output = f(x);
    const products = seeds(output).map((seed) => {
      const [gradient] = tf.engine().gradients(() => output, [x], seed, true).grads;
      return gradient ?? tf.zerosLike(x);
    });
    return { value: tf.scalar(0), aux: { output, products: tf.stack(products, 1) } };
  }, [x]);
  return aux;
}

function mapValues<T extends Readonly<Record<string, Tensor>>>(values: T, f: (tensor: Tensor) => Tensor): T {
  return Object.fromEntries(Object.entries(values).map(([key, tensor]) => [key, f(tensor)])) as T;
}
