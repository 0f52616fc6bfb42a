import { tf } from '#src/ops/tf.js';
import { gradientsWithAux } from '#src/ops/vjp.js';
import { createRng, type Rng } from '#src/rng.js';
import { it } from 'vitest';
import { drawInputs, expectSameProgram } from './compare.js';
import { between, flip, pick, type DrawnInput } from './draw.js';
import { useEngines } from './engines.js';

/**
 * The compiled engine rewrites its graph while tracing: slices move before padding and arithmetic, sums of padded
 * tensors become concatenations, constants fold. Random chains of operations, with first and second derivatives,
 * apply these rules in unforeseen combinations.
 */
const CHAINS = 120;
const LENGTH = 7;
/** TensorFlow.js differentiates tiles up to this rank. */
const HIGHEST_TILED_RANK = 4;
const INPUTS: Readonly<Record<string, DrawnInput>> = {
  a: { shape: [2, 3, 4] },
  b: { shape: [2, 3, 4] },
  c: { shape: [4] },
  d: { shape: [3, 1] },
};

type Step = (rng: Rng, x: tf.Tensor, other: tf.Tensor) => tf.Tensor;

const axisOf = (rng: Rng, x: tf.Tensor): number => rng.integer(x.rank);

const STEPS: readonly Step[] = [
  (rng, x) => tf.transpose(x, rng.shuffle(x.shape.map((_, axis) => axis))),
  (rng, x) => tf.reshape(x, flip(rng) ? [...x.shape, 1] : rng.shuffle([...x.shape, 1])),
  (_rng, x) =>
    tf.reshape(
      x,
      x.shape.filter((size) => size !== 1),
    ),
  (_rng, x) => tf.reshape(x, [x.size]),
  (rng, x) => {
    const begin = x.shape.map((size) => rng.integer(size));
    return tf.slice(
      x,
      begin,
      x.shape.map((size, axis) => between(rng, 1, size - begin[axis]!)),
    );
  },
  (rng, x) => {
    const axis = axisOf(rng, x);
    const begin = x.shape.map((size, i) => (i === axis ? rng.integer(size) : 0));
    return tf.slice(
      x,
      begin,
      x.shape.map((size, i) => (i === axis ? size - begin[i]! : size)),
    );
  },
  (rng, x) =>
    tf.pad(
      x,
      x.shape.map((): [number, number] => [rng.integer(2), rng.integer(2)]),
    ),
  (rng, x) => tf.concat([x, x, tf.mul(x, 2)].slice(0, between(rng, 1, 3)), axisOf(rng, x)),
  (rng, x) => {
    const axis = axisOf(rng, x);
    // TensorFlow.js has no gradient for a split into one piece.
    if (x.shape[axis] === 1) return x;
    const pieces = tf.split(x, x.shape[axis]!, axis);
    return pick(rng, [() => tf.concat(pieces.reverse(), axis), () => tf.addN(pieces), () => pieces.at(-1)!])();
  },
  (rng, x) => tf.stack([x, tf.neg(x)], rng.integer(x.rank + 1)),
  (rng, x) => {
    const repetitions = x.shape.map(() => between(rng, 1, 2));
    return x.rank > HIGHEST_TILED_RANK ? x : tf.tile(x, repetitions);
  },
  (rng, x) => tf.sum(x, axisOf(rng, x), flip(rng)),
  (rng, x) => tf.mean(x, axisOf(rng, x), flip(rng)),
  (rng, x) => tf.max(x, axisOf(rng, x), flip(rng)),
  (rng, x) => tf.mul(x, pick(rng, [0, 1, -1, 0.5])),
  (rng, x) => tf.add(x, pick(rng, [0, 1])),
  (rng, x) => tf.sub(pick(rng, [0, 1]), x),
  (rng, x) => tf.div(x, pick(rng, [1, 2])),
  (_rng, x) => tf.relu(x),
  (_rng, x) => tf.square(x),
  (_rng, x) => tf.mul(x, tf.onesLike(x)),
  (rng, x, other) => (broadcasts(x, other) ? pick(rng, [tf.add, tf.sub, tf.mul])(x, other) : x),
  (rng, x, other) => pick(rng, [tf.add, tf.sub, tf.mul])(x, tf.mean(other)),
  (rng, x) => pick(rng, [tf.maximum, tf.minimum])(x, tf.mul(x, 0.5)),
  (_rng, x) => {
    const rows = tf.reshape(x, [x.shape[0], x.size / x.shape[0]]);
    return tf.matMul(rows, rows, false, true);
  },
];

/** Builds the chain of one seed. Later operations may use any earlier result. */
function chain(seed: number, inputs: readonly tf.Tensor[]): tf.Tensor {
  const rng = createRng(seed);
  const results = [...inputs];
  let x = results[0]!;
  for (let i = 0; i < LENGTH; i++) {
    const source = rng.integer(4) === 0 ? pick(rng, results) : x;
    x = pick(rng, STEPS)(rng, source.rank === 0 ? tf.reshape(source, [1]) : source, pick(rng, results));
    // Keeps values and sizes small, so that rounding does not hide a wrong rule.
    if (x.size > 400) x = tf.slice(tf.reshape(x, [x.size]), 0, 100);
    results.push(x);
  }
  return tf.mul(results.at(-1)!, 0.1);
}

function broadcasts(x: tf.Tensor, y: tf.Tensor): boolean {
  const [long, short] = x.rank >= y.rank ? [x.shape, y.shape] : [y.shape, x.shape];
  return short.every((size, i) => {
    const other = long[long.length - short.length + i]!;
    return size === other || size === 1 || other === 1;
  });
}

const engines = useEngines();

it.each(Array.from({ length: CHAINS }, (_, seed) => seed))(
  'random chain %i, its gradient and the gradient of that are equal on both engines',
  async (seed) => {
    const names = Object.keys(INPUTS);
    const program = {
      name: `chain ${seed}`,
      inputs: INPUTS as Record<string, { shape: readonly number[] }>,
      fn: (tensors: Readonly<Record<string, tf.Tensor>>) => {
        const xs = names.map((name) => tf.add(tensors[name]!, 0));
        const gradients = (value: () => tf.Tensor): tf.Tensor[] =>
          gradientsWithAux(() => ({ value: value(), aux: {} }), xs).gradients;
        const scalar = (): tf.Tensor => tf.sum(tf.square(chain(seed, xs)));
        const first = gradients(scalar);
        const second = gradients(() => tf.addN(gradients(scalar).map((gradient) => tf.sum(tf.square(gradient)))));
        return Object.fromEntries([
          ['y', chain(seed, xs)],
          ...names.map((name, i) => [`first ${name}`, first[i]!] as const),
          ...names.map((name, i) => [`second ${name}`, second[i]!] as const),
        ]);
      },
    };
    const rng = createRng(seed).split('values');
    const runs = (['random', 'few'] as const).map((filling) => drawInputs(rng.split(filling), INPUTS, filling));
    // Cancellation in second derivatives of long chains amplifies rounding errors.
    await expectSameProgram(engines, program, runs, program.name, 5e-5);
  },
);
