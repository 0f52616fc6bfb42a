import { tf, type Tensor } from './tf.js';

/**
 * Value and gradients of a scalar function, with what else it computed on the way.
 * @param f tensors -> { value: scalar, aux: tensors to hand out }
 * @param xs what to differentiate by
 * @returns value, aux and one gradient per x, all owned by the caller's tidy scope
 */
export function gradientsWithAux<Aux extends Readonly<Record<string, Tensor>>>(
  f: () => { readonly value: Tensor; readonly aux: Aux },
  xs: readonly Tensor[],
): { value: Tensor; aux: Aux; gradients: Tensor[] } {
  // TensorFlow.js frees everything that f made but its value: keep what is handed out, then pass it on as an ordinary tensor.
  let kept: Aux | undefined;
  const { value, grads } = tf.engine().gradients(
    () => {
      const result = f();
      kept = mapValues(result.aux, (tensor) => tf.keep(tensor.clone()));
      return result.value as tf.Scalar;
    },
    [...xs],
    undefined,
    true,
  );
  const aux = mapValues(kept!, (tensor) => {
    const handedOut = tensor.clone();
    tensor.dispose();
    return handedOut;
  });
  return { value, aux, gradients: grads.map((gradient, i) => gradient ?? tf.zerosLike(xs[i]!)) };
}

function mapValues<T extends Readonly<Record<string, Tensor>>>(values: T, f: (tensor: Tensor) => Tensor): T {
  return Object.fromEntries(Object.entries(values).map(([key, tensor]) => [key, f(tensor)])) as T;
}
