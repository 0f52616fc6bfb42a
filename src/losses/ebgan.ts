import { tf, type Tensor } from '../ops/index.js';

/*
 * Energy-based GANs (Zhao, Mathieu and LeCun, "Energy-based generative adversarial network", arXiv:1609.03126) with the energy D(x) = R(x)
 * of Eq. 8 in the place of an auto-encoder's: section 4, "D(X) = R(X)". The same network encodes and, transposed, decodes.
 *
 * Scale: a network that gives nothing back has R(x) = ‖x‖², and so has every network where its inputs vanish and it has no biases. For
 * inputs of unit variance that is 1 with R's mean over dimensions, and the number of dimensions with its sum; `inputScale` s makes it s²
 * times as much. The margin is in the same unit. A cosine distance lies in [0, 2], whatever the scale: 1 means nothing given back.
 */

/** Scalars of one batch, as the discriminator sees it. */
export interface DiscriminatorLoss {
  readonly loss: Tensor;
  /** Mean energy of the real examples. */
  readonly realEnergy: Tensor;
  /** Mean energy of the generated examples. */
  readonly fakeEnergy: Tensor;
  /** Share of the generated examples below the margin: those that still push. */
  readonly belowMargin: Tensor;
}

/**
 * L_D = mean R(x) + mean max(0, m − R(G(z))) (Zhao et al., Eq. 1).
 * @param realEnergy [B], R of real examples
 * @param fakeEnergy [B'], R of generated examples
 * @param margin m, a scalar in R's unit
 */
export function discriminatorLoss(realEnergy: Tensor, fakeEnergy: Tensor, margin: Tensor): DiscriminatorLoss {
  const lacking = tf.sub(margin, fakeEnergy);
  const real = tf.mean(realEnergy);
  return {
    loss: tf.add(real, tf.mean(tf.relu(lacking))),
    realEnergy: real,
    fakeEnergy: tf.mean(fakeEnergy),
    belowMargin: tf.mean(tf.cast(tf.greater(lacking, 0), 'float32')),
  };
}

/** Scalars of one batch, as the generator sees it. */
export interface GeneratorLoss {
  readonly loss: Tensor;
  /** Mean energy of the generated examples. */
  readonly energy: Tensor;
  readonly pullingAway: Tensor;
}

/**
 * L_G = mean R(G(z)) + w f_PT (Zhao et al., Eq. 2 and section 2.4).
 * @param energy [B], R of generated examples
 * @param codes [B, C], what the discriminator's network makes of them: f(G(z))
 * @param pullingAwayWeight w, a scalar; 0 leaves the term out
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

/** Far below the square of any code's norm that is not zero; keeps the quotient of a zero one, and its derivative, finite. */
const NORM_FLOOR = 1e-12;

/**
 * f_PT = 1 / (B (B − 1)) Σ_i Σ_{j≠i} cos²(s_i, s_j): how much a batch's codes point the same way, 1 if all do (Zhao et al., Eq. 4). B codes
 * of C < B dimensions cannot come below (B / C − 1) / (B − 1) (Welch, 1974).
 * @param codes [B, C]
 * @returns a scalar in [0, 1]; 0 for one code
 */
export function pullingAway(codes: Tensor): Tensor {
  const [batch] = codes.shape as [number, number];
  if (batch < 2) return tf.zeros([]);
  const norms = tf.sqrt(tf.add(tf.sum(tf.square(codes), 1, true), NORM_FLOOR));
  const directions = tf.div(codes, norms);
  const squares = tf.square(tf.matMul(directions, directions, false, true));
  const others = tf.sub(1, tf.eye(batch));
  return tf.mul(tf.sum(tf.mul(squares, others)), 1 / (batch * (batch - 1)));
}
