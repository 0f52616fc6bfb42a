import { createRng, type Rng } from '#src/rng.js';
import { describe, expect, it } from 'vitest';
import { bird10At } from './bird10-64.js';
import { along, directionalDerivative, randomDirection } from './finite-differences64.js';
import { combinedLoss64, crossEntropy64, entropy64, invert64, jacobian64, residual64 } from './losses64.js';
import { normal } from './normal.js';
import * as ref from './reference64.js';

const random = (rng: Rng, ...shape: number[]): ref.Node64 => ref.leaf({ shape, data: normal(rng, shape) });

type Arguments = readonly ref.Node64[];
const cases: Record<string, { readonly shapes: readonly number[][]; readonly f: (...xs: ref.Node64[]) => ref.Node64 }> =
  {
    reshape: { shapes: [[2, 6]], f: (x) => ref.reshape(x, [3, 4]) },
    'add of the same shape': {
      shapes: [
        [2, 3],
        [2, 3],
      ],
      f: (x, y) => ref.add(x, y),
    },
    'add of a bias': { shapes: [[2, 4, 3], [3]], f: (x, y) => ref.add(x, y) },
    'add of a node to itself': { shapes: [[2, 3]], f: (x) => ref.add(x, x) },
    scale: { shapes: [[2, 2]], f: (x) => ref.scale(x, [1, 0, -2, 0.5]) },
    dropout: { shapes: [[2, 2]], f: (x) => ref.dropout(x, [0.1, 0.5, 0.9, 0.3], 0.5) },
    subtractChannelMean: { shapes: [[2, 3, 5]], f: (x) => ref.subtractChannelMean(x) },
    matMul: {
      shapes: [
        [3, 4],
        [4, 2],
      ],
      f: (x, w) => ref.matMul(x, w),
    },
    conv2d: {
      shapes: [
        [2, 5, 4, 3],
        [3, 2, 3, 2],
      ],
      f: (x, w) => ref.conv2d(x, w),
    },
    'conv2d, padded and strided': {
      shapes: [
        [1, 5, 6, 2],
        [3, 3, 2, 2],
      ],
      f: (x, w) => ref.conv2d(x, w, { stride: [2, 1], pad: [2, 1, 0, 2] }),
    },
    'conv1d, filter twice the stride': {
      shapes: [
        [2, 13, 2],
        [6, 2, 3],
      ],
      f: (x, w) => ref.conv1d(x, w, { stride: 3 }),
    },
    'conv1d, gaps between windows': {
      shapes: [
        [1, 11, 1],
        [2, 1, 2],
      ],
      f: (x, w) => ref.conv1d(x, w, { stride: 3 }),
    },
    relu: { shapes: [[3, 4]], f: (x) => ref.relu(x) },
    leakyRelu: { shapes: [[3, 4]], f: (x) => ref.leakyRelu(x, 0.1) },
    sigmoid: { shapes: [[3, 4]], f: (x) => ref.sigmoid(x) },
    'maxPool1d with overlap': { shapes: [[2, 9, 2]], f: (x) => ref.maxPool1d(x, { size: 4, stride: 2 }) },
    'meanPool1d with overlap': { shapes: [[2, 9, 2]], f: (x) => ref.meanPool1d(x, { size: 4, stride: 2 }) },
    'maxPool2d with overlap': { shapes: [[2, 5, 6, 2]], f: (x) => ref.maxPool2d(x, { size: [3, 2], stride: [2, 1] }) },
    meanPool2d: { shapes: [[2, 4, 6, 2]], f: (x) => ref.meanPool2d(x, { size: [2, 2], stride: [2, 2] }) },
    globalMean: { shapes: [[2, 3, 4, 2]], f: (x) => ref.globalMean(x) },
  };

describe('the vector-Jacobian product of each primitive is the finite difference of its forward pass', () => {
  it.each(Object.entries(cases))('%s', (name, { shapes, f }) => {
    const rng = createRng(7).split(name);
    const inputs: Arguments = shapes.map((shape) => random(rng, ...shape));
    const output = f(...inputs);
    expect(output.data.length).toBe(ref.sizeOf(output.shape));
    const seed = normal(rng, output.shape);
    const gradientAt = ref.pullback(output, seed);
    const gradient = Object.fromEntries(inputs.map((input, i) => [`${i}`, { data: gradientAt(input) }]));
    const at = Object.fromEntries(inputs.map((input, i) => [`${i}`, input]));
    const value = (arrays: Readonly<Record<string, ref.Array64>>) => {
      const y = f(...inputs.map((_, i) => ref.leaf(arrays[`${i}`]!)));
      return { value: y.data.reduce((sum, v, k) => sum + v * seed[k]!, 0), pattern: ref.activationPattern(y) };
    };
    for (let trial = 0; trial < 3; trial++) {
      const direction = randomDirection(rng.split(trial), at);
      const difference = directionalDerivative(value, at, direction);
      expect(difference).toBeDefined();
      expect(along(gradient, direction)).toBeCloseTo(difference!, 7);
    }
  });
});

describe('forward passes computed by hand', () => {
  it('conv1d does not flip the filter', () => {
    const y = ref.conv1d(
      ref.leaf({ shape: [1, 5, 1], data: [1, 2, 3, 4, 5] }),
      ref.leaf({ shape: [2, 1, 1], data: [1, 10] }),
      {
        stride: 2,
      },
    );
    expect(y.shape).toEqual([1, 2, 1]);
    expect([...y.data]).toEqual([21, 43]);
  });

  it('on a tie in a pooling window the gradient goes to the first entry', () => {
    const x = ref.leaf({ shape: [1, 4, 1], data: [5, 5, 5, 5] });
    const y = ref.maxPool1d(x, { size: 2, stride: 1 });
    expect([...ref.pullback(y, Float64Array.of(1, 10, 100))(x)]).toEqual([1, 10, 100, 0]);
  });

  it('ReLU has derivative 0 at 0', () => {
    const x = ref.leaf({ shape: [3], data: [-1, 0, 1] });
    expect([...ref.pullback(ref.relu(x), Float64Array.of(1, 1, 1))(x)]).toEqual([0, 0, 1]);
  });

  it('dropout at rate 0.5 sets units to zero and doubles the others', () => {
    const x = ref.leaf({ shape: [4], data: [1, 2, 3, 4] });
    expect([...ref.dropout(x, [0, 0.49, 0.5, 0.99], 0.5).data]).toEqual([0, 0, 6, 8]);
  });

  it('entropy and cross-entropy are log C for equal logits, and do not overflow for logits of 1000', () => {
    const equal = { shape: [1, 4], data: new Float64Array(4).fill(1000) };
    expect(entropy64(equal)[0]).toBeCloseTo(Math.log(4), 12);
    expect(crossEntropy64(equal, [2])[0]).toBeCloseTo(Math.log(4), 12);
    expect(crossEntropy64({ shape: [1, 2], data: Float64Array.of(1000, 0) }, [1])[0]).toBeCloseTo(1000, 9);
  });
});

/** conv 2x2 - relu - overlapping max pool - leaky relu - dense. */
const smallNet =
  (p: Readonly<Record<string, ref.Array64>>): ref.Function64 =>
  (x) => {
    const at = (name: string): ref.Node64 => ref.leaf(p[name]!);
    let h = ref.relu(ref.add(ref.conv2d(x, at('filter')), at('bias')));
    h = ref.leakyRelu(ref.maxPool2d(h, { size: [2, 2], stride: [1, 1] }), 0.2);
    return ref.matMul(ref.reshape(h, [x.shape[0]!, ref.sizeOf(h.shape) / x.shape[0]!]), at('dense'));
  };

describe('the inverse', () => {
  const rng = createRng(3);
  const parameters = { filter: random(rng, 2, 2, 1, 3), bias: random(rng, 3), dense: random(rng, 12, 4) };
  const f = smallNet(parameters);
  const x = random(rng, 1, 4, 4, 1);

  it('is A[x]^T f(x), with A[x] column by column from finite differences', () => {
    const { output, inverse, pattern } = invert64(f, x);
    const columns = Array.from(x.data, (_, i) => {
      const at = (step: number) =>
        f(ref.leaf({ shape: x.shape, data: x.data.map((v, k) => (k === i ? v + step : v)) }));
      const [plus, minus] = [at(1e-6), at(-1e-6)];
      expect(ref.activationPattern(plus)).toBe(pattern);
      expect(ref.activationPattern(minus)).toBe(pattern);
      return plus.data.map((value, c) => (value - minus.data[c]!) / 2e-6);
    });
    columns.forEach((column, i) => {
      expect(inverse[i]).toBeCloseTo(
        column.reduce((sum, value, c) => sum + value * output.data[c]!, 0),
        7,
      );
    });
    const rows = jacobian64(f, x);
    rows.forEach((row, c) => row.forEach((value, i) => expect(value).toBeCloseTo(columns[i]![c]!, 7)));
  });

  it('of a batch consists of the inverses of its examples', () => {
    const other = random(rng.split('other'), 1, 4, 4, 1);
    const both = { shape: [2, 4, 4, 1], data: Float64Array.from([...x.data, ...other.data]) };
    expect([...invert64(f, both).inverse]).toEqual([...invert64(f, x).inverse, ...invert64(f, other).inverse]);
  });

  it('of f = W x makes R = ||(W^T W - I) x||^2', () => {
    const w = random(rng.split('w'), 5, 3);
    const v = random(rng.split('v'), 2, 5);
    const expected = [0, 1].map((b) => {
      const row = v.data.subarray(b * 5, b * 5 + 5);
      const y = [0, 1, 2].map((o) => row.reduce((sum, value, i) => sum + value * w.data[i * 3 + o]!, 0));
      return row.reduce(
        (sum, value, i) => sum + (y.reduce((s, yo, o) => s + w.data[i * 3 + o]! * yo, 0) - value) ** 2,
        0,
      );
    });
    const got = residual64((input) => ref.matMul(input, w), v, { reduction: 'sum' });
    expected.forEach((value, b) => expect(got[b]).toBeCloseTo(value, 10));
    const mean = residual64((input) => ref.matMul(input, w), v, { reduction: 'mean' });
    expected.forEach((value, b) => expect(mean[b]).toBeCloseTo(value / 5, 10));
  });
});

describe('finite differences along a direction', () => {
  it('are undefined where a ReLU switches in between', () => {
    const f = (at: Readonly<Record<string, ref.Array64>>) => {
      const y = ref.relu(ref.leaf(at['x']!));
      return { value: y.data[0]!, pattern: ref.activationPattern(y) };
    };
    const direction = { x: { shape: [1], data: Float64Array.of(1) } };
    expect(directionalDerivative(f, { x: { shape: [1], data: Float64Array.of(1e-8) } }, direction)).toBeUndefined();
    expect(directionalDerivative(f, { x: { shape: [1], data: Float64Array.of(1) } }, direction)).toBeCloseTo(1, 9);
  });

  it('use directions of length 1 that repeat for the same random stream', () => {
    const at = { a: random(createRng(1), 3, 4), b: random(createRng(2), 5) };
    const direction = randomDirection(createRng(5), at);
    expect(along(direction, direction)).toBeCloseTo(1, 12);
    expect(randomDirection(createRng(5), at)).toEqual(direction);
  });
});

it('the bird network in float64 has the shapes of the appendix and a finite loss', () => {
  const rng = createRng(11);
  const shapes = {
    'conv1/kernel': [1024, 1, 42],
    'conv1/bias': [42],
    'conv2/kernel': [3, 42, 42],
    'conv2/bias': [42],
    'dense1/kernel': [378, 32],
    'dense1/bias': [32],
    'dense2/kernel': [32, 10],
    'dense2/bias': [10],
  };
  const parameters = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, random(rng.split(name), ...shape)]),
  );
  expect(Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0)).toBe(60_842);
  const loss = combinedLoss64(bird10At(parameters), random(rng, 2, 22_050), [3, -1], {
    alpha: 0.7,
    beta: 0.2,
    reduction: 'mean',
  });
  expect(Object.values(loss).slice(0, 4).every(Number.isFinite)).toBe(true);
});
