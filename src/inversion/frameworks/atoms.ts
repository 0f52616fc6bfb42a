import { ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import type { Rng } from '../../rng.js';
import type { BatchFunction } from '../inverse.js';

/**
 * The matches of an input with templates, cᵢ = ⟨x, Wᵢ⟩: what most rows of Table 1 begin with.
 * @param atoms W, [k, D]: one template a row
 * @returns a function [B, D] -> [B, k]
 * @throws ShapeError if W or x does not fit
 */
export function matches(atoms: Tensor): BatchFunction {
  const [, size] = atoms.shape;
  if (atoms.rank !== 2)
    throw new ShapeError(`matches: expected atoms of shape [k, D], got [${atoms.shape.join(', ')}]`);
  return (x) => {
    if (x.rank !== 2 || x.shape[1] !== size) {
      throw new ShapeError(`matches: expected x of shape [B, ${size}], got [${x.shape.join(', ')}]`);
    }
    return tf.matMul(x, atoms, false, true);
  };
}

/** ‖Wᵢ‖² of every row: [k, D] -> [k]. */
export const squaredNorms = (atoms: Tensor): Tensor => tf.sum(tf.square(atoms), 1);

/** Rows scaled to length 1; a row of zeros stays as it is. [k, D] -> [k, D]. */
export function normaliseAtoms(atoms: Tensor): Tensor {
  return tf.tidy(() => tf.div(atoms, tf.sqrt(tf.maximum(tf.expandDims(squaredNorms(atoms), 1), MIN_NORM))));
}

/** How far rows are from length 1, at most: a scalar. */
export function normViolation(atoms: Tensor): Tensor {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(tf.sqrt(squaredNorms(atoms)), 1))));
}

/** Independent standard normal numbers. */
export function normalTensor(rng: Rng, shape: readonly number[]): Tensor {
  const values = new Float32Array(shape.reduce((product, axis) => product * axis, 1));
  return tf.tensor(
    values.map(() => rng.normal()),
    [...shape],
  );
}

/**
 * Examples as atoms: k different rows of x, drawn at random.
 * @param x [B, D]
 * @throws ShapeError if there are fewer than k examples
 */
export function drawExamples(rng: Rng, x: Tensor, count: number): Tensor {
  const examples = x.shape[0];
  if (examples < count) throw new ShapeError(`expected at least ${count} examples to start from, got ${examples}`);
  const chosen = rng.shuffle(Array.from({ length: examples }, (_, index) => index)).slice(0, count);
  return tf.tidy(() => tf.gather(x, tf.tensor1d(chosen, 'int32')));
}

/**
 * A bound on the largest eigenvalue of a symmetric matrix with no negative eigenvalues, from above and close to it.
 *
 * λ ≤ ‖M‖∞ (Gershgorin), and so λ⁸ ≤ ‖M⁸‖∞: the eighth root is off by a factor of at most k^(1/16). Products only, so that it can be
 * compiled.
 * @param matrix [k, k]
 * @returns a scalar
 */
export function largestEigenvalueBound(matrix: Tensor): Tensor {
  return tf.tidy(() => {
    // M⁸ of a matrix as it comes may leave float32's range.
    const scale = tf.maximum(rowSums(matrix), MIN_NORM);
    let power: Tensor = tf.div(matrix, scale);
    for (let squaring = 0; squaring < 3; squaring++) power = tf.matMul(power, power);
    return tf.mul(scale, tf.pow(rowSums(power), 1 / 8));
  });
}

const rowSums = (matrix: Tensor): Tensor => tf.max(tf.sum(tf.abs(matrix), 1));

const MIN_NORM = 1e-20;
