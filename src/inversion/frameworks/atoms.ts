import { ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import type { Rng } from '../../rng.js';
import type { BatchFunction } from '../inverse.js';

/**
 * Returns the matches of an input with templates, cᵢ = ⟨x, Wᵢ⟩: the first step of most rows of Table 1.
 * @param atoms W, [k, D]: one template per row
 * @returns a function [B, D] -> [B, k]
 * @throws ShapeError if W is not rank 2 or x is not [B, D]
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

/** Returns ‖Wᵢ‖² of every row: [k, D] -> [k]. */
export const squaredNorms = (atoms: Tensor): Tensor => tf.sum(tf.square(atoms), 1);

/** Returns ‖Wᵢ‖² as a divisor: a tiny number in place of zero. [k, D] -> [k]. */
export const squaredNormDivisors = (atoms: Tensor): Tensor => tf.maximum(squaredNorms(atoms), MIN_NORM);

/** Scales rows to norm 1; a row of zeros stays zero. [k, D] -> [k, D]. */
export function normaliseAtoms(atoms: Tensor): Tensor {
  return tf.tidy(() => tf.div(atoms, tf.sqrt(tf.expandDims(squaredNormDivisors(atoms), 1))));
}

/** Returns max |‖Wᵢ‖ − 1| over the rows, a scalar. */
export function normViolation(atoms: Tensor): Tensor {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(tf.sqrt(squaredNorms(atoms)), 1))));
}

/** Returns a tensor of independent standard normal values. */
export function normalTensor(rng: Rng, shape: readonly number[]): Tensor {
  const values = new Float32Array(shape.reduce((product, axis) => product * axis, 1));
  return tf.tensor(
    values.map(() => rng.normal()),
    [...shape],
  );
}

/**
 * Returns the rows of x that can be scaled to norm 1, in their order. Zeros are common among examples, such as empty
 * patches of an image, and have no direction.
 * @param x [B, D]
 * @returns [B', D], B' ≤ B
 * @throws ShapeError if there are fewer than `count`
 */
export function nonzeroExamples(x: Tensor, count: number): Tensor {
  return tf.tidy(() => {
    const norms = squaredNorms(x).dataSync();
    const indices = Array.from(norms, (_, index) => index).filter((index) => norms[index]! >= MIN_NORM);
    if (indices.length === norms.length) return tf.clone(x);
    if (indices.length < count) {
      throw new ShapeError(
        `expected at least ${count} examples that are not zero to initialise from, got ${indices.length}`,
      );
    }
    return tf.gather(x, tf.tensor1d(indices, 'int32'));
  });
}

/**
 * Draws k different rows of x at random, as initial atoms.
 * @param x [B, D]
 * @throws ShapeError if there are fewer than k examples
 */
export function drawExamples(rng: Rng, x: Tensor, count: number): Tensor {
  const examples = x.shape[0];
  if (examples < count) throw new ShapeError(`expected at least ${count} examples to initialise from, got ${examples}`);
  const chosen = rng.shuffle(Array.from({ length: examples }, (_, index) => index)).slice(0, count);
  return tf.tidy(() => tf.gather(x, tf.tensor1d(chosen, 'int32')));
}

/**
 * Returns a tight upper bound on the largest eigenvalue of a symmetric positive semidefinite matrix.
 *
 * λ ≤ ‖M‖∞ (Gershgorin), hence λ⁸ ≤ ‖M⁸‖∞: the eighth root exceeds λ by a factor of at most k^(1/16). It uses only
 * matrix products, so it can be compiled.
 * @param matrix [k, k]
 * @returns a scalar
 */
export function largestEigenvalueBound(matrix: Tensor): Tensor {
  return tf.tidy(() => {
    // Scaled first: M⁸ of an arbitrary matrix may overflow float32.
    const scale = tf.maximum(rowSums(matrix), MIN_NORM);
    let power: Tensor = tf.div(matrix, scale);
    for (let squaring = 0; squaring < 3; squaring++) power = tf.matMul(power, power);
    return tf.mul(scale, tf.pow(rowSums(power), 1 / 8));
  });
}

const rowSums = (matrix: Tensor): Tensor => tf.max(tf.sum(tf.abs(matrix), 1));

const MIN_NORM = 1e-20;
