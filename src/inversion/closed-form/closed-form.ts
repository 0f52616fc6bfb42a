import { tf, type Tensor } from '../../ops/index.js';
import { applyMatrix, unitBias, type LayerWeights, type Layer } from './layers.js';

/** A network's affine map at one input, computed as products of layer matrices (Eq. 2 and 3). */
export interface ClosedForm {
  /** z^(L), the logits: [C]. */
  readonly output: tf.Tensor1D;
  /** A[x]: [C, N]. */
  readonly templates: tf.Tensor2D;
  /** b[x]: [C]. */
  readonly bias: tf.Tensor1D;
  /** Contribution of each layer's offset to b[x]; the last row is b^(L): [L, C]. The rows sum to b[x]. */
  readonly biasTerms: tf.Tensor2D;
}

/**
 * Evaluates Eq. 2 and 3. M^(ℓ) z + m^(ℓ) is layer ℓ around its input z: A_ρ A_σ C and A_ρ A_σ b in a convolutional
 * network, A_σ,in C_in + C_out and A_σ,in b_in + b_out in a residual network.
 *
 *   A[x] = W^(L) M^(L−1) ⋯ M^(1)
 *   b[x] = Σ_ℓ W^(L) M^(L−1) ⋯ M^(ℓ+1) m^(ℓ) + b^(L)
 *
 * Uses no differentiation, so it computes the A[x] and b[x] of `affine` independently. The matrices are dense, so it is
 * suitable only for small networks.
 *
 * @param layers in order from the input; each pooling is a separate layer
 * @param readout W^(L) and b^(L)
 * @returns a function of one input, of any shape with N values; the caller owns its tensors
 * @throws ShapeError if a matrix does not match the size of its input
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

      // Multiplies from the left: W^(L) has only C rows, which keeps every product cheap.
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
