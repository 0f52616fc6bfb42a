import { expect, it } from 'vitest';
import { matchedAtoms } from '#src/paper/frameworks/checks/matched-atoms.js';
import { stationaryAtoms } from '#src/paper/frameworks/checks/stationary-atoms.js';
import { toRows, toTensor } from '#src/paper/frameworks/arrays.js';
import { lines } from '#src/paper/frameworks/data/vectors.js';
import { frameworks, inverse } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { useTensors } from '../../helpers/use-tensors.js';

const { winnerTakeAll } = frameworks;

useTensors();

it('finds lines, never increases R, and converges to the leading directions of the examples won', () => {
  const synthetic = lines(createRng(3), { examples: 100, size: 6, count: 4 });
  const x = toTensor(synthetic.x);
  const losses: number[] = [];
  const { atoms } = winnerTakeAll.fit(x, {
    atoms: 8,
    rng: createRng(1),
    steps: 25,
    onStep: (_step, state) => losses.push(tf.tidy(() => tf.sum(winnerTakeAll.loss(state.atoms)(x)).dataSync()[0]!)),
  });
  for (let step = 1; step < losses.length; step++) {
    expect(losses[step]! - losses[step - 1]!).toBeLessThanOrEqual(1e-5 * losses[0]!);
  }
  expect(matchedAtoms(synthetic.directions, toRows(atoms))).toBe(4);
  const { settled, used } = stationaryAtoms(synthetic.x, toRows(atoms));
  expect(settled).toBe(used);
  expect(winnerTakeAll.violation(atoms).dataSync()[0]).toBeLessThan(1e-6);
});

it('takes a step of power iteration on the examples an atom wins', () => {
  const x = tf.tensor2d([1, 0.2, -2, 0.1, 0.5, 0.4], [3, 2]);
  const atoms = tf.tensor2d([0.8, 0.6], [1, 2]);
  const next = winnerTakeAll.update({ atoms }, x).atoms;
  const direction = tf.matMul(tf.matMul(atoms, x, false, true), x);
  expect(tf.max(tf.abs(tf.sub(next, tf.div(direction, tf.norm(direction))))).dataSync()[0]).toBeLessThan(1e-6);
});

it('has R = ‖x‖² − (2 − ‖W‖²) ⟨x, W⟩² for the winner W', () => {
  const W = tf.tensor2d([0.5, 0], [1, 2]);
  const x = tf.tensor2d([3, 1], [1, 2]);
  expect(winnerTakeAll.loss(W)(x).dataSync()[0]).toBeCloseTo(10 - (2 - 0.25) * 1.5 ** 2, 5);
});

it('selects the largest absolute match, or as printed the largest signed match', () => {
  const W = tf.tensor2d([1, 0, 0, 1], [2, 2]);
  const x = tf.tensor2d([-3, 1], [1, 2]);
  expect([...inverse(winnerTakeAll.f(W))(x).dataSync()]).toEqual([-3, 0]);
  expect([...inverse(winnerTakeAll.f(W, { winner: 'signed' }))(x).dataSync()]).toEqual([0, 1]);
});

it('divides matches by the squared norm of atoms, as printed', () => {
  const W = tf.tensor2d([4, 0, 0, 1], [2, 2]);
  // Matches 4 and 2; divided by squared norms 0.25 and 2.
  expect([
    ...winnerTakeAll
      .choice(W)(tf.tensor2d([1, 2], [1, 2]))
      .dataSync(),
  ]).toEqual([0, 1]);
});

it('fits examples of which some are zero, with atoms from the others', () => {
  const x = tf.tensor2d([0, 0, 3, 4, 0, 0, 0, 2, 0, 0], [5, 2]);
  for (let seed = 1; seed <= 5; seed++) {
    const { atoms } = winnerTakeAll.fit(x, { atoms: 2, steps: 3, rng: createRng(seed) });
    expect(winnerTakeAll.violation(atoms).dataSync()[0]).toBeLessThan(1e-6);
  }
  expect(() => winnerTakeAll.init(x, { atoms: 3, rng: createRng(1) })).toThrow(
    'expected at least 3 examples that are not zero to initialise from, got 2',
  );
});

it('an atom of zeros does not win', () => {
  const W = tf.tensor2d([0, 0, 1, 0], [2, 2]);
  expect([...inverse(winnerTakeAll.f(W))(tf.tensor2d([2, 1], [1, 2])).dataSync()]).toEqual([2, 0]);
});

it('rejects a number of atoms that is none', () => {
  expect(() => winnerTakeAll.init(tf.ones([3, 4]), { atoms: 0, rng: createRng(1) })).toThrow(
    'atoms: expected a whole number of at least 1, got 0',
  );
});
