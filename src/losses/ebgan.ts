import { tf, type Tensor } from '../ops/index.js';

/*
 * Energy-based GANs (Zhao, Mathieu and LeCun, "Energy-based generative adversarial network", arXiv:1609.03126) with
 * energy D(x) = R(x) (Eq. 8) in place of an auto-encoder's reconstruction error: section 4, "D(X) = R(X)". One network
 * encodes and, transposed, decodes.
 *
 * Scale: a network with zero reconstruction has R(x) = ‖x‖²; a network without biases has R(0) = 0. For inputs of unit
 * variance, ‖x‖² is 1 if R is the mean over dimensions, and the number of dimensions if R is the sum; `inputScale` s
 * multiplies it by s². The margin has the same unit. A cosine distance lies in [0, 2] at any scale; 1 means no
 * reconstruction.
 */

/** Scalars of the discriminator for one batch. */
export interface DiscriminatorLoss {
  readonly loss: Tensor;
  /** Mean energy of the real examples. */
  readonly realEnergy: Tensor;
  /** Mean energy of the generated examples. */
  readonly fakeEnergy: Tensor;
  /** Fraction of generated examples with energy below the margin; only these contribute a gradient. */
  readonly belowMargin: Tensor;
}

/**
 * Computes L_D = mean R(x) + mean max(0, m − R(G(z))) (Zhao et al., Eq. 1).
 * @param realEnergy [B], R of real examples
 * @param fakeEnergy [B'], R of generated examples
 * @param margin m, a scalar in the unit of R
 */
export function discriminatorLoss(realEnergy: Tensor, fakeEnergy: Tensor, margin: Tensor): DiscriminatorLoss {
  const shortfall = tf.sub(margin, fakeEnergy);
  const real = tf.mean(realEnergy);
  return {
    loss: tf.add(real, tf.mean(tf.relu(shortfall))),
    realEnergy: real,
    fakeEnergy: tf.mean(fakeEnergy),
    belowMargin: tf.mean(tf.cast(tf.greater(shortfall, 0), 'float32')),
  };
}

/** Scalars of the generator for one batch. */
export interface GeneratorLoss {
  readonly loss: Tensor;
  /** Mean energy of the generated examples. */
  readonly energy: Tensor;
  readonly pullingAway: Tensor;
}

/**
 * Computes L_G = mean R(G(z)) + w f_PT (Zhao et al., Eq. 2 and section 2.4).
 * @param energy [B], R of generated examples
 * @param codes [B, C], the discriminator's logits f(G(z))
 * @param pullingAwayWeight w, a scalar; 0 disables the term
 */
export function generatorLoss(energy: Tensor, codes: Tensor, pullingAwayWeight: Tensor): GeneratorLoss {
  const meanEnergy = tf.mean(energy);
  const repulsion = pullingAway(codes);
  return {
    loss: tf.add(meanEnergy, tf.mul(pullingAwayWeight, repulsion)),
    energy: meanEnergy,
    pullingAway: repulsion,
  };
}

/** Far below the squared norm of any non-zero code; keeps the direction of a zero code, and its derivative, finite. */
const NORM_FLOOR = 1e-12;

/**
 * Computes the pulling-away term f_PT = 1 / (B (B − 1)) Σ_i Σ_{j≠i} cos²(s_i, s_j) (Zhao et al., Eq. 4): the mean
 * squared cosine between codes of a batch, 1 if all are parallel. B codes of C < B dimensions cannot go below (B / C −
 * 1) / (B − 1) (Welch, 1974).
 * @param codes [B, C]
 * @returns a scalar in [0, 1]; 0 for one code
 */
export function pullingAway(codes: Tensor): Tensor {
  const [batch] = codes.shape as [number, number];
  if (batch < 2) return tf.zeros([]);
  const norms = tf.sqrt(tf.add(tf.sum(tf.square(codes), 1, true), NORM_FLOOR));
  const directions = tf.div(codes, norms);
  const squares = tf.square(tf.matMul(directions, directions, false, true));
  const offDiagonal = tf.sub(1, tf.eye(batch));
  return tf.mul(tf.sum(tf.mul(squares, offDiagonal)), 1 / (batch * (batch - 1)));
}
