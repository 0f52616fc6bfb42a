import { expect, it } from 'vitest';
import { lassoViolation } from '#src/paper/frameworks/checks/lasso-optimality.js';
import { matchedAtoms } from '#src/paper/frameworks/checks/matched-atoms.js';
import { toRows, toTensor } from '#src/paper/frameworks/arrays.js';
import { sparseSignals } from '#src/paper/frameworks/data/vectors.js';
import { runUpdates } from '#src/paper/frameworks/run-updates.js';
import { createEngine } from '#src/engine/index.js';
import { ConfigError } from '#src/errors.js';
import { frameworks } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { tensorsLeftBy, useTensors } from '../../helpers/use-tensors.js';

const { sparseCoding } = frameworks;

useTensors();

it('recovers a known dictionary up to sign and order', async () => {
  const engine = await createEngine({ threads: 1 });
  try {
    const synthetic = sparseSignals(createRng(4), { examples: 600, size: 12, atoms: 15, active: 2 });
    const x = toTensor(synthetic.x);
    const options = { sparsity: 0.3, codeSteps: 8 };
    const initial = sparseCoding.init(x, { atoms: 15, rng: createRng(2) });
    const initialMatches = matchedAtoms(synthetic.dictionary, toRows(initial.dictionary));
    const { state, losses } = await runUpdates({
      ...{ engine, name: 'sparse-coding', initial, x, steps: 150 },
      update: (at, examples) => sparseCoding.update(at, examples, options),
      loss: (at, examples) => sparseCoding.loss(at.dictionary, at.codes, options)(examples),
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    expect(initialMatches).toBeLessThan(5);
    expect(matchedAtoms(synthetic.dictionary, toRows(state.dictionary))).toBeGreaterThanOrEqual(14);
    expect(tf.tidy(() => sparseCoding.violation(state.dictionary).dataSync()[0]!)).toBeLessThan(1e-6);
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!);
  } finally {
    await engine.dispose();
  }
});

it('codes satisfy the optimality conditions of the lasso', () => {
  const synthetic = sparseSignals(createRng(5), { examples: 20, size: 10, atoms: 16 });
  const [x, dictionary] = [toTensor(synthetic.x), toTensor(synthetic.dictionary)];
  const sparsity = 0.4;
  const violationAfter = (codeSteps: number): number => {
    const codes = toRows(sparseCoding.encode(dictionary, { sparsity, codeSteps })(x));
    return lassoViolation(synthetic.x, synthetic.dictionary, codes, sparsity);
  };
  expect(violationAfter(1)).toBeGreaterThan(0.1);
  expect(violationAfter(400)).toBeLessThan(1e-3);
});

it('the code for an orthonormal dictionary is the matches soft-thresholded at λ/2', () => {
  const x = tf.tensor2d([3, -2, 0.4, 0.1], [1, 4]);
  const codes = sparseCoding.encode(tf.eye(4), { sparsity: 1, codeSteps: 30 })(x);
  [2.5, -1.5, 0, 0].forEach((expected, i) => expect(codes.dataSync()[i]).toBeCloseTo(expected, 5));
});

it('rejects fewer examples than atoms', () => {
  expect(() => sparseCoding.init(tf.ones([3, 4]), { atoms: 5, rng: createRng(1) })).toThrow(
    'expected at least 5 examples to initialise from, got 3',
  );
});

it('a single atom aligns with its example in one step, even with a small code', () => {
  const x = tf.tensor2d([0.6, 0.3, 0], [1, 3]);
  const start = { dictionary: tf.tensor2d([1, 0, 0], [1, 3]), codes: tf.zeros([1, 1]) };
  const { dictionary, codes } = sparseCoding.update(start, x, { sparsity: 1, codeSteps: 50 });
  expect(codes.dataSync()[0]).toBeCloseTo(0.1, 5);
  const norm = Math.hypot(0.6, 0.3);
  [0.6 / norm, 0.3 / norm, 0].forEach((expected, i) => expect(dictionary.dataSync()[i]).toBeCloseTo(expected, 5));
});

it('fits examples of which some are zero, with atoms from the others', () => {
  const x = tf.tensor2d([0, 0, 3, 4, 0, 0, 0, 2, 0, 0], [5, 2]);
  for (let seed = 1; seed <= 5; seed++) {
    const options = { atoms: 2, sparsity: 0.1, codeSteps: 5, steps: 3, rng: createRng(seed) };
    const { dictionary, codes } = sparseCoding.fit(x, options);
    expect(sparseCoding.violation(dictionary).dataSync()[0]).toBeLessThan(1e-6);
    expect([...codes.dataSync()].every(Number.isFinite)).toBe(true);
  }
  expect(() => sparseCoding.init(x, { atoms: 3, rng: createRng(1) })).toThrow(
    'expected at least 3 examples that are not zero to initialise from, got 2',
  );
});

it('the inverse is finite for an atom of zeros', () => {
  const codes = sparseCoding.encode(tf.tensor2d([1, 0, 0, 0], [2, 2]), { sparsity: 1, codeSteps: 30 });
  [1.5, 0].forEach((expected, i) => expect(codes(tf.tensor2d([2, 1], [1, 2])).dataSync()[i]).toBeCloseTo(expected, 5));
});

it('rejects counts that are none, and leaves no tensors behind', () => {
  const x = tf.ones([3, 4]);
  const valid = { atoms: 2, sparsity: 0.1, codeSteps: 5, steps: 1, rng: createRng(1) };
  const left = tensorsLeftBy(() => {
    for (const option of ['atoms', 'codeSteps'])
      for (const value of [0, 1.5, NaN])
        expect(() => sparseCoding.fit(x, { ...valid, [option]: value })).toThrow(
          new ConfigError(`${option}: expected a whole number of at least 1, got ${value}`),
        );
    expect(() => sparseCoding.fit(x, { ...valid, steps: -1 })).toThrow(
      new ConfigError('steps: expected a whole number of at least 0, got -1'),
    );
    expect(() => sparseCoding.encode(x, { sparsity: 0.1, codeSteps: 0 })).toThrow(ConfigError);
  });
  expect(left).toBe(0);
});
