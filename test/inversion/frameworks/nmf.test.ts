import { expect, it } from 'vitest';
import { matchedAtoms } from '#src/paper/frameworks/checks/matched-atoms.js';
import { toRows, toTensor } from '#src/paper/frameworks/arrays.js';
import { bars } from '#src/paper/frameworks/data/vectors.js';
import { runUpdates } from '#src/paper/frameworks/run-updates.js';
import { createEngine } from '#src/engine/index.js';
import { frameworks } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { useTensors } from '../../helpers/use-tensors.js';

const { nmf } = frameworks;

useTensors();

it('keeps parts and codes non-negative and never increases the loss', () => {
  const { rows, size, data } = bars(createRng(6), { examples: 40, side: 4 }).x;
  const x = tf.tensor2d(data, [rows, size]);
  const losses: number[] = [];
  const smallest: number[] = [];
  nmf.fit(x, {
    parts: 8,
    steps: 60,
    rng: createRng(3),
    onStep: (_step, { parts, codes }) => {
      losses.push(tf.tidy(() => tf.sum(nmf.loss(parts, codes)(x)).dataSync()[0]!));
      smallest.push(...[parts, codes].map((values) => Math.min(...values.dataSync())));
    },
  });
  expect(Math.min(...smallest)).toBeGreaterThanOrEqual(0);
  for (let step = 1; step < losses.length; step++) {
    expect(losses[step]! - losses[step - 1]!).toBeLessThanOrEqual(1e-6 * losses[0]!);
  }
  expect(losses.at(-1)! / losses[0]!).toBeLessThan(0.1);
});

it('decomposes images of bars into the bars', async () => {
  const engine = await createEngine({ threads: 1 });
  try {
    const synthetic = bars(createRng(6), { examples: 200, side: 5 });
    const x = toTensor(synthetic.x);
    const { state } = await runUpdates({
      ...{ engine, name: 'nmf', x, steps: 400 },
      initial: nmf.init(x, { parts: 10, rng: createRng(3) }),
      update: nmf.update,
      loss: ({ parts, codes }, examples) => nmf.loss(parts, codes)(examples),
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    expect(matchedAtoms(synthetic.parts, toRows(state.parts))).toBe(10);
  } finally {
    await engine.dispose();
  }
});

it('matches the updates of Lee and Seung', () => {
  const rng = createRng(12);
  const positive = (shape: [number, number]) =>
    tf.tensor2d(
      Float32Array.from({ length: shape[0] * shape[1] }, () => rng.uniform() + 0.1),
      shape,
    );
  const [x, parts, codes] = [positive([7, 5]), positive([3, 5]), positive([7, 3])];
  const nextCodes = tf.mul(
    codes,
    tf.div(tf.matMul(x, parts, false, true), tf.matMul(tf.matMul(codes, parts), parts, false, true)),
  );
  const nextParts = tf.mul(
    parts,
    tf.div(tf.matMul(nextCodes, x, true), tf.matMul(nextCodes, tf.matMul(nextCodes as tf.Tensor2D, parts), true)),
  );
  const next = nmf.update({ parts, codes }, x);
  expect(tf.max(tf.abs(tf.sub(next.codes, nextCodes))).dataSync()[0]).toBeLessThan(1e-5);
  expect(tf.max(tf.abs(tf.sub(next.parts, nextParts))).dataSync()[0]).toBeLessThan(1e-5);
});

it('encodes new examples with fixed parts', () => {
  const parts = tf.tensor2d([1, 1, 0, 0, 0, 0, 1, 2], [2, 4]);
  const x = tf.tensor2d([3, 3, 0, 0, 1, 1, 2, 4], [2, 4]);
  const codes = nmf.encode(parts, { steps: 60, rng: createRng(1) })(x);
  [3, 0, 1, 2].forEach((expected, i) => expect(codes.dataSync()[i]).toBeCloseTo(expected, 3));
});

it('reports the most negative value as violation', () => {
  expect(nmf.violation(tf.tensor1d([1, -2]), tf.tensor1d([-0.5])).dataSync()[0]).toBe(2);
  expect(nmf.violation(tf.tensor1d([1, 2]), tf.tensor1d([0])).dataSync()[0]).toBe(0);
});
