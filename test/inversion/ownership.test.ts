import { beforeAll, describe, expect, it } from 'vitest';
import {
  affine,
  inverse,
  invert,
  invertLayers,
  layerResiduals,
  reconstructionDistance,
  residual,
  type BatchFunction,
  type ResidualOptions,
  type TappedFunction,
} from '#src/inversion/index.js';
import {
  dense,
  gradientsWithAux,
  logSoftmax,
  relu,
  tf,
  vectorJacobianProduct,
  vectorJacobianProducts,
} from '#src/ops/index.js';

type Results = Readonly<Record<string, unknown>> | tf.Tensor;

let x: tf.Tensor;
let w: tf.Tensor;
let v: tf.Tensor;
let a: tf.Tensor;
beforeAll(async () => {
  await tf.setBackend('cpu');
  x = tf.tensor2d([0.3, 1, 0.4, 1, 0.2, 0.5], [2, 3]);
  w = tf.tensor2d([1, 0.5, -1, 2, 0, 1], [3, 2]);
  v = tf.tensor2d([1, -1, 0.5, 0.3], [2, 2]);
  a = tf.tensor2d([1, 0.2, -0.3, 2], [2, 2]);
});

const f: BatchFunction = (input) => dense(relu(dense(input, w)), v);
const tapped: TappedFunction = (input, tap) => dense(tap('hidden', relu(dense(tap('input', input), w))), v);
const same: BatchFunction = (input) => input;
const EUCLIDEAN: ResidualOptions = { reduction: 'sum', distance: 'euclidean' };
const DISTANCES: Readonly<Record<string, ResidualOptions>> = {
  sum: EUCLIDEAN,
  mean: { reduction: 'mean', distance: 'euclidean' },
  cosine: { reduction: 'sum', distance: 'cosine' },
  custom: { reduction: 'sum', distance: (r, input) => tf.sum(tf.abs(tf.sub(r, input)), 1) },
};

/** Calls outside a tidy that return tensors. */
const CALLS: Readonly<Record<string, () => Results>> = {
  invert: () => ({ ...invert(f)(x) }),
  'invert, coefficients given': () => ({ ...invert(f, { coefficients: a })(x) }),
  'invert, coefficients a function': () => ({ ...invert(f, { coefficients: (y) => tf.mul(y, 2) })(x) }),
  'invert, coefficients a function that returns its argument': () => ({ ...invert(f, { coefficients: (y) => y })(x) }),
  'invert, coefficients a function that returns an existing tensor': () => ({
    ...invert(f, { coefficients: () => a })(x),
  }),
  'invert of f(x) = x': () => ({ ...invert(same)(x) }),
  'invert of f(x) = x, coefficients x': () => ({ ...invert(same, { coefficients: x })(x) }),
  'invert of a constant': () => ({ ...invert(() => a)(x) }),
  'invert of a constant, coefficients given': () => ({ ...invert(() => a, { coefficients: a })(x) }),
  inverse: () => inverse(f)(x),
  'inverse, coefficients given': () => inverse(f, { coefficients: a })(x),
  ...Object.fromEntries<() => Results>(
    Object.entries(DISTANCES).flatMap(([name, options]) => [
      [`residual, ${name}`, () => ({ ...residual(f, options)(x) })],
      [`residual, ${name}, coefficients given`, () => ({ ...residual(f, { ...options, coefficients: a })(x) })],
      [
        `reconstructionDistance, ${name}`,
        () =>
          reconstructionDistance(
            tf.tidy(() => inverse(f)(x)),
            x,
            options,
          ),
      ],
      [
        `layerResiduals, ${name}, detached`,
        () => ({ ...layerResiduals(tapped, ['input', 'hidden'], { ...options, target: 'detached' })(x) }),
      ],
      [
        `layerResiduals, ${name}, differentiated`,
        () => ({ ...layerResiduals(tapped, ['input', 'hidden'], { ...options, target: 'differentiated' })(x) }),
      ],
    ]),
  ),
  invertLayers: () => ({ ...invertLayers(tapped, ['input', 'hidden'])(x) }),
  'invertLayers of no layers': () => ({ ...invertLayers(tapped, [])(x) }),
  affine: () => ({ ...affine(f)(x) }),
  'affine, some classes': () => ({ ...affine(f, { classes: [1] })(x) }),
  'affine of f(x) = x': () => ({ ...affine(same)(x) }),
  gradientsWithAux: () => gradientsWithAux(() => ({ value: tf.sum(f(x)), aux: { w, x } }), [x, w, a]),
  'gradientsWithAux, marked': () =>
    gradientsWithAux(() => {
      const hidden = relu(dense(x, w));
      return { value: tf.sum(dense(hidden, v)), aux: { hidden }, intermediates: [hidden] };
    }, [x]),
  vectorJacobianProduct: () => vectorJacobianProduct(f, x, a),
  'vectorJacobianProduct of f(x) = x': () => vectorJacobianProduct(same, x, x),
  vectorJacobianProducts: () => vectorJacobianProducts(f, x, (y) => [a, y]),
  'vectorJacobianProducts of f(x) = x': () => vectorJacobianProducts(same, x, (y) => [x, y]),
};

/** Calls that fail. */
const FAILURES: Readonly<Record<string, readonly [() => unknown, string]>> = {
  'invert, f(x) not [B, C]': [() => invert((input) => tf.reshape(tf.exp(input), [3, 2]))(x), 'inverse: expected f(x)'],
  'invert, f(x) not [B, C], coefficients given': [
    () => invert((input) => tf.reshape(tf.exp(input), [3, 2]), { coefficients: a })(x),
    'inverse: expected f(x)',
  ],
  'invert, f throws': [() => invert(broken)(x), 'broken'],
  'invert, f throws, coefficients given': [() => invert(broken, { coefficients: a })(x), 'broken'],
  'invert, coefficients throw': [() => invert(f, { coefficients: broken })(x), 'broken'],
  'inverse, f throws': [() => inverse(broken)(x), 'broken'],
  'residual, f throws': [() => residual(broken, EUCLIDEAN)(x), 'broken'],
  'residual, distance not [B]': [
    () => residual(f, { reduction: 'sum', distance: (r, input) => tf.mean(tf.sub(r, input)) })(x),
    'distance: expected one value per example',
  ],
  'residual, distance throws': [() => residual(f, { reduction: 'sum', distance: broken })(x), 'broken'],
  'invertLayers, layer not tapped': [
    () => invertLayers(tapped, ['hidden', 'other'])(x),
    'invertLayers: f taps no layer "other"; it taps input, hidden',
  ],
  'invertLayers, f(x) not [B, C]': [
    () => invertLayers((input, tap) => tf.reshape(tap('only', tf.exp(input)), [3, 2]), ['only'])(x),
    'inverse: expected f(x)',
  ],
  'layerResiduals, f throws': [() => layerResiduals(broken, ['hidden'], EUCLIDEAN)(x), 'broken'],
  'affine, f(x) not [B, C]': [() => affine((input) => tf.reshape(tf.exp(input), [3, 2]))(x), 'affine: expected f(x)'],
  'affine, class out of range': [() => affine(f, { classes: [2] })(x), 'affine: expected classes'],
  'affine, f throws': [() => affine(broken)(x), 'broken'],
  'gradientsWithAux, function throws': [
    () => gradientsWithAux(() => ({ value: broken(x), aux: { x } }), [x]),
    'broken',
  ],
  'gradientsWithAux, gradient throws': [
    () => gradientsWithAux(() => ({ value: tf.sum(tf.acosh(withoutGradient(tf.exp(x)))), aux: { x } }), [x]),
    'no gradient',
  ],
  'vectorJacobianProduct, f throws': [() => vectorJacobianProduct(broken, x, a), 'broken'],
  'vectorJacobianProducts, seeds throw': [() => vectorJacobianProducts(f, x, () => [broken(x)]), 'broken'],
  'logSoftmax of a scalar': [
    () => gradientsWithAux(() => ({ value: logSoftmax(tf.sum(x)), aux: {} }), [x]),
    'All values in axis',
  ],
};

/** Computes something, then throws. */
function broken(input: tf.Tensor): tf.Tensor {
  logSoftmax(tf.exp(tf.matMul(input as tf.Tensor2D, tf.ones([input.shape[1]!, 4]))));
  throw new Error('broken');
}

/** Throws in the backward pass. */
function withoutGradient(input: tf.Tensor): tf.Tensor {
  return tf.customGrad((y) => ({
    value: tf.square(y as tf.Tensor),
    gradFunc: () => {
      throw new Error('no gradient');
    },
  }))(input);
}

describe('outside a tidy', () => {
  it.each(Object.keys(CALLS))('%s leaves no tensors behind except its results, which the caller owns', (name) => {
    const before = tf.memory().numTensors;
    const results = tensorsIn(CALLS[name]!());
    expect(results.length).toBeGreaterThan(0);
    expect(results.some(({ isDisposed }) => isDisposed)).toBe(false);
    for (const result of results) result.dispose();
    const distance = name.startsWith('reconstructionDistance') ? 1 : 0; // its argument, the reconstruction
    expect(tf.memory().numTensors - distance).toBe(before);
    expect([x, w, v, a].some(({ isDisposed }) => isDisposed)).toBe(false);
  });

  it.each(Object.keys(FAILURES))('%s fails and leaves no tensors behind', (name) => {
    const [fails, message] = FAILURES[name]!;
    const before = tf.memory().numTensors;
    expect(fails).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a failed call does not affect the next one', () => {
    expect(() => invert(broken)(x)).toThrow('broken');
    tf.tidy(() => {
      const expected = tf.matMul(tf.matMul(x, w), w, false, true);
      const actual = inverse((input) => dense(input, w))(x);
      expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-6);
    });
  });
});

describe('within another derivative', () => {
  const lossOf: Readonly<Record<string, (weights: tf.Tensor) => tf.Tensor>> = {
    inverse: (weights) => inverse((input) => dense(relu(dense(input, weights)), v))(x),
    'inverse, coefficients f(x)': (weights) =>
      inverse((input) => dense(relu(dense(input, weights)), v), { coefficients: (y) => y })(x),
    output: (weights) => invert((input) => dense(relu(dense(input, weights)), v))(x).output,
    'output, coefficients given': (weights) =>
      invert((input) => dense(relu(dense(input, weights)), v), { coefficients: a })(x).output,
    residual: (weights) => residual((input) => dense(relu(dense(input, weights)), v), EUCLIDEAN)(x).residual,
    layer: (weights) =>
      layerResiduals((input, tap) => dense(tap('hidden', relu(dense(input, weights))), v), ['hidden'], EUCLIDEAN)(x)
        .layerResiduals['hidden']!,
  };

  it.each(Object.keys(lossOf))('%s is differentiable and leaves no tensors behind', (name) => {
    const before = tf.memory().numTensors;
    const gradient = tf.grad((weights: tf.Tensor) => tf.sum(tf.square(lossOf[name]!(weights))))(w);
    expect(Math.hypot(...gradient.dataSync())).toBeGreaterThan(0.01);
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Collects the distinct tensors in a nested object. */
function tensorsIn(value: unknown, found = new Set<tf.Tensor>()): tf.Tensor[] {
  if (value instanceof tf.Tensor) found.add(value as tf.Tensor);
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) tensorsIn(inner, found);
  }
  return [...found];
}
