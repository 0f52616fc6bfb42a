import type { ReconstructionDistance, ResidualOptions } from '../inversion/index.js';
import { type Tensor, tf } from '../ops/index.js';

/**
 * Lets a custom distance be undefined for padding rows, such as rows of zeros: its values are 0 there, and no
 * derivative comes from there. A mask that multiplies is not enough, because NaN times 0 is NaN.
 * @param valid [B], 1, or 0 for padding rows
 * @returns the options, unchanged for distances that are defined everywhere
 */
export function definedOnPadding<Options extends ResidualOptions>(options: Options, valid: Tensor): Options {
  const { distance } = options;
  if (typeof distance !== 'function') return options;
  const masked: ReconstructionDistance = (reconstruction, x) => {
    const values = distance(derivedOnRows(reconstruction, valid), derivedOnRows(x, valid));
    // Anything else is an error, which the residual reports.
    return `${values.shape}` === `${valid.shape}` ? onlyRows(values, valid) : values;
  };
  return { ...options, distance: masked };
}

/** Returns x itself; derivatives with respect to it are 0 in the rows where the mask is 0. */
function derivedOnRows(x: Tensor, mask: Tensor): Tensor {
  return tf.customGrad(() => ({ value: x.clone(), gradFunc: (dy: Tensor) => onlyRows(dy, mask) }))(x);
}

/** Returns x with zeros in the rows where the mask is 0, even for NaN. It is linear and symmetric: its own gradient. */
function onlyRows(x: Tensor, mask: Tensor): Tensor {
  return tf.customGrad(() => {
    const kept = tf.reshape(tf.greater(mask, 0), [x.shape[0], ...x.shape.slice(1).map(() => 1)]);
    return { value: tf.where(kept, x, tf.zerosLike(x)), gradFunc: (dy: Tensor) => onlyRows(dy, mask) };
  })(x);
}
