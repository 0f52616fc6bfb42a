import { tf, type Tensor } from '../../ops/index.js';
import { applyMatrix, unitBias, type LayerWeights, type Layer } from './layers.js';

/** A network at one input, as products of its layers' matrices (Eq. 2 and 3). */
export interface ClosedForm {
  /** z^(L), the logits: [C]. */
  readonly output: tf.Tensor1D;
  /** A[x]: [C, N]. */
  readonly templates: tf.Tensor2D;
  /** b[x]: [C]. */
  readonly bias: tf.Tensor1D;
  /** What the offset of each layer adds to b[x], and in the last row W^(L)'s own bias: [L, C]. They add up to b[x]. */
  readonly biasTerms: tf.Tensor2D;
}

/**
 * Eq. 2 and 3. With M^(ℓ) z + m^(ℓ) for what layer ℓ is around its input (A_ρ A_σ C and A_ρ A_σ b of a convolutional network, A_σ,in C_in + C_out
 * and A_σ,in b_in + b_out of a residual one):
 *
 *   A[x] = W^(L) M^(L−1) ⋯ M^(1)
 *   b[x] = Σ_ℓ W^(L) M^(L−1) ⋯ M^(ℓ+1) m^(ℓ) + b^(L)
 *
 * Nothing here is differentiated: the same A[x] and b[x] as `affine` gives, by another way. The matrices are whole ones, so it is for small
 * networks.
 *
 * @param layers from the input on; a pooling is a layer of its own
 * @param readout W^(L) and b^(L)
 * @returns a function of one input, of any shape with N values; the caller owns its tensors
 * @throws ShapeError if a matrix does not fit what comes before it
 */
export function closedForm(layers: readonly Layer[], readout: LayerWeights): (x: Tensor) => ClosedForm {
  return (x) =>
    tf.tidy(() => {
      let z: tf.Tensor1D = tf.reshape(x, [-1]);
      const maps = layers.map((layer) => {
        const map = layer(z);
        z = tf.add(applyMatrix(map.matrix, z), map.offset);
        return map;
      });
      const output: tf.Tensor1D = tf.add(applyMatrix(readout.matrix, z), unitBias(readout));

      // From the left: W^(L) has a row a class, so that each product is as cheap as C rows make it.
      let templates = readout.matrix.clone();
      const terms = [unitBias(readout)];
      for (const { matrix, offset } of [...maps].reverse()) {
        terms.unshift(applyMatrix(templates, offset));
        templates = tf.matMul(templates, matrix);
      }
      const biasTerms = tf.stack(terms) as tf.Tensor2D;
      return { output, templates, bias: tf.sum<tf.Tensor1D>(biasTerms, 0), biasTerms };
    });
}
