import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { expect, it } from 'vitest';
import { largestEigenvalueBound, normaliseAtoms } from '#src/inversion/frameworks/atoms.js';
import { orthonormalise, orthonormalityViolation } from '#src/inversion/frameworks/orthonormal.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { useTensors } from '../../helpers/use-tensors.js';
import { normal64, tensorOf } from './support.js';

useTensors();

it.each([1e-6, 1, 1e6])(
  'the eigenvalue bound exceeds the largest eigenvalue by a factor of at most k^(1/16), at scale %d',
  (scale) => {
    const rng = createRng(5);
    for (let trial = 0; trial < 5; trial++) {
      const rows = tensorOf(normal64(rng, [12, 20]));
      const gram = tf.mul(scale, tf.matMul(rows, rows, false, true));
      const matrix = Matrix.from1DArray(12, 12, [...gram.dataSync()]);
      const largest = Math.max(...new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues);
      const ratio = largestEigenvalueBound(gram).dataSync()[0]! / largest;
      expect(ratio).toBeGreaterThan(0.9999);
      expect(ratio).toBeLessThan(12 ** (1 / 16) + 1e-3);
    }
  },
);

it('orthonormalised rows span the same subspace', () => {
  const rows = tensorOf(normal64(createRng(6), [4, 9]));
  const actual = orthonormalise(rows, 40);
  expect(orthonormalityViolation(actual).dataSync()[0]).toBeLessThan(1e-5);
  const remainder = tf.sub(rows, tf.matMul(tf.matMul(rows, actual, false, true), actual));
  expect(tf.max(tf.abs(remainder)).dataSync()[0]).toBeLessThan(1e-4);
});

it('atoms are scaled to norm 1; a zero atom stays zero', () => {
  expect([...normaliseAtoms(tf.tensor2d([3, 4, 0, 0], [2, 2])).dataSync()].map((v) => +v.toFixed(6))).toEqual([
    0.6, 0.8, 0, 0,
  ]);
});
