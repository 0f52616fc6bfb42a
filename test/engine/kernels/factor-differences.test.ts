import { describe, expect, it } from 'vitest';
import { optimise } from '#src/engine/graph/passes/index.js';
import { rewrite } from '#src/engine/graph/passes/rewrite.js';
import { trace } from '#src/engine/graph/tracer.js';
import type { HostTensor, Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { createRng } from '#src/rng.js';
import { drawInputs, expectSameProgram } from './compare.js';
import { useEngines } from './engines.js';

const engines = useEngines();

const ROWS = 40;
const COLUMNS = 32;
const NARROW = 3;
const BROAD = 20;
const GROUPS = 8;

const INPUTS = {
  u: { shape: [ROWS, NARROW] },
  uTransposed: { shape: [BROAD, 4] },
  longV: { shape: [BROAD, 400] },
  longZ: { shape: [4, 400] },
  longW: { shape: [400, 5] },
  v: { shape: [NARROW, COLUMNS] },
  vTransposed: { shape: [COLUMNS, NARROW] },
  broadU: { shape: [ROWS, BROAD] },
  broadV: { shape: [BROAD, COLUMNS] },
  z: { shape: [ROWS, COLUMNS] },
  w: { shape: [COLUMNS, 5] },
  g: { shape: [ROWS, 5] },
  gTransposed: { shape: [5, ROWS] },
  h: { shape: [ROWS, 5] },
  rows: { shape: [ROWS, 1] },
  groups: { shape: [GROUPS, 1, 1] },
  one: { shape: [] },
  within: { shape: [COLUMNS] },
};

type Tensors = Record<keyof typeof INPUTS, tf.Tensor2D>;
type Difference = (tensors: Tensors) => tf.Tensor2D;

const uv = ({ u, v }: Tensors): tf.Tensor2D => tf.matMul(u, v);
const difference: Difference = (tensors) => tf.sub(uv(tensors), tensors.z);
const inGroups = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [GROUPS, ROWS / GROUPS, COLUMNS]);

const REWRITTEN: Readonly<Record<string, Difference>> = {
  'U V - Z': difference,
  'U Vᵀ - Z': ({ u, vTransposed, z }) => tf.sub(tf.matMul(u, vTransposed, false, true), z),
  'rows scaled': (tensors) => tf.mul(difference(tensors), tensors.rows),
  'rows scaled from the left': (tensors) => tf.mul(tensors.rows, difference(tensors)),
  'groups of rows scaled': (tensors) =>
    tf.reshape(tf.mul(tf.sub(inGroups(uv(tensors)), inGroups(tensors.z)), tensors.groups), [ROWS, COLUMNS]),
  'all scaled by one number': (tensors) => tf.mul(difference(tensors), tensors.one),
};

const UNCHANGED: Readonly<Record<string, Difference>> = {
  'Z - U V': (tensors) => tf.sub(tensors.z, uv(tensors)),
  'columns scaled': (tensors) => tf.mul(difference(tensors), tensors.within),
  'a product that is not narrow': ({ broadU, broadV, z }) => tf.sub(tf.matMul(broadU, broadV), z),
};

/** D W and Z W, and sums of products with D and Z as in the gradient with respect to a filter. */
function programOf(name: string, d: Difference): Program {
  return {
    name,
    inputs: INPUTS,
    fn: (inputs) => {
      const tensors = inputs as Tensors;
      const { z, w, g, h } = tensors;
      return {
        zw: tf.matMul(z, w),
        dw: tf.matMul(d(tensors), w),
        'dg + zh': tf.add(tf.matMul(d(tensors), g, true), tf.matMul(z, h, true)),
        'zg + dh': tf.add(tf.matMul(z, g, true), tf.matMul(d(tensors), h, true)),
      };
    },
  };
}

/** Counts the products with a factor of the size of Z and D. */
function largeProducts(program: Program): number {
  const needed = rewrite(optimise(trace(program)), () => undefined);
  return needed.graph.nodes.filter(
    ({ op, inputs }) =>
      (op === 'MatMul' || op === 'Gemm') && inputs.slice(0, 2).some(({ shape }) => `${shape}` === `${[ROWS, COLUMNS]}`),
  ).length;
}

async function expectSameResults(program: Program): Promise<void> {
  const runs = (['random', 'few'] as const).map((filling) => drawInputs(createRng(3), INPUTS, filling));
  await expectSameProgram(engines, program, runs, program.name);
}

describe('products with a difference from a narrow product are replaced by products with Z:', () => {
  it.each(Object.entries(REWRITTEN))('%s', async (name, d) => {
    const program = programOf(name, d);
    expect(largeProducts(program)).toBe(3);
    await expectSameResults(program);
  });
});

/** Z Vᵀ, and |D|² of each example, which is as many rows of D. */
function normOf(name: string, examples: number, d: Difference): Program {
  const squares = (tensors: Tensors): tf.Tensor => tf.square(tf.reshape(d(tensors), [examples, -1]));
  return {
    name,
    inputs: INPUTS,
    fn: (inputs) => {
      const tensors = inputs as Tensors;
      const { z, v, vTransposed } = tensors;
      return {
        zv: tf.matMul(z, v, false, true),
        zvTransposed: tf.matMul(z, vTransposed),
        norm: tf.sum(squares(tensors), 1),
      };
    },
  };
}

/** Counts the differences of the size of Z. */
function largeDifferences(program: Program): number {
  const needed = rewrite(optimise(trace(program)), () => undefined);
  const size = ROWS * COLUMNS;
  return needed.graph.nodes.filter(
    ({ op, outputs }) => op === 'Sub' && outputs[0]!.shape.reduce((product, axis) => product * axis, 1) === size,
  ).length;
}

describe('the squared norm of a difference from a narrow product follows from products with Z:', () => {
  const differences = Object.entries(REWRITTEN).slice(0, 2);
  it.each(differences.flatMap(([name, d]) => [ROWS, GROUPS, 1].map((examples) => [name, examples, d] as const)))(
    '%s, in %i parts',
    async (name, examples, d) => {
      const program = normOf(name, examples, d);
      expect(largeDifferences(program)).toBe(0);
      await expectSameResults(program);
    },
  );

  it('but not if a row belongs to several examples, the product is broad, or nothing else needs Z Vᵀ', async () => {
    const alone: Program = {
      name: 'alone',
      inputs: INPUTS,
      fn: (x) => ({ norm: tf.sum(tf.square(difference(x as Tensors)), 1) }),
    };
    const broad: Difference = ({ broadU, broadV, z }) => tf.sub(tf.matMul(broadU, broadV), z);
    for (const program of [normOf('split', 2 * ROWS, difference), alone, normOf('broad', ROWS, broad)]) {
      expect(largeDifferences(program), program.name).toBe(1);
      await expectSameResults(program);
    }
  });

  it('it is at least 0 and within the rounding error of |Z|² if D is only rounding error', async () => {
    const inputs = withExactZ(drawInputs(createRng(5), INPUTS, 'random'));
    const compiled = await engines.compiled.compile(normOf('rounding', GROUPS, difference));
    const { norm } = (await compiled.run({ ...inputs })).outputs;
    await compiled.dispose();
    const size = (ROWS / GROUPS) * COLUMNS;
    norm!.data.forEach((value, group) => {
      const z = inputs['z']!.data.subarray(group * size, (group + 1) * size);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(2 ** -20 * (z as Float32Array).reduce((sum, x) => sum + x * x, 0));
    });
  });
});

describe('are not rewritten:', () => {
  it.each(Object.entries(UNCHANGED))('%s', async (name, d) => {
    const program = programOf(name, d);
    expect(largeProducts(program)).toBe(6);
    await expectSameResults(program);
  });

  it.each<[string, number, (tensors: Tensors) => Record<string, tf.Tensor>]>([
    [
      'Dᵀ Gᵀ + Zᵀ H',
      2,
      (tensors) => {
        const { z, gTransposed, h } = tensors;
        return { sum: tf.add(tf.matMul(difference(tensors), gTransposed, true, true), tf.matMul(z, h, true)) };
      },
    ],
    [
      'Dᵀ G together with Zᵀ G',
      2,
      (tensors) => {
        const { z, g } = tensors;
        return { zg: tf.matMul(z, g, true), dg: tf.matMul(difference(tensors), g, true) };
      },
    ],
    ['D W without Z W', 1, (tensors) => ({ dw: tf.matMul(difference(tensors), tensors.w) })],
    [
      '(Uᵀ V - Z) W',
      0,
      ({ uTransposed, longV, longZ, longW }) => ({
        zw: tf.matMul(longZ, longW),
        dw: tf.matMul(tf.sub(tf.matMul(uTransposed, longV, true), longZ), longW),
      }),
    ],
  ])('%s', async (name, products, fn) => {
    const program: Program = { name, inputs: INPUTS, fn: (inputs) => fn(inputs as Tensors) };
    expect(largeProducts(program)).toBe(products);
    await expectSameResults(program);
  });
});

const dot = (length: number, term: (i: number) => number): number =>
  Array.from({ length }, (_, i) => term(i)).reduce((sum, value) => sum + value, 0);

/** Replaces Z by U V, computed in float64. */
function withExactZ(inputs: Record<string, HostTensor>): Record<string, HostTensor> {
  const [u, v, z] = ['u', 'v', 'z'].map((name) => inputs[name]!.data) as Float32Array[];
  for (let i = 0; i < z!.length; i++) {
    const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
    z![i] = dot(NARROW, (k) => u![row * NARROW + k]! * v![k * COLUMNS + column]!);
  }
  return inputs;
}

it('if D is only rounding error, its products are within the rounding error of products with Z', async () => {
  const inputs = withExactZ(drawInputs(createRng(4), INPUTS, 'random'));
  const [z, w] = ['z', 'w'].map((name) => inputs[name]!.data.slice()) as Float32Array[];
  const compiled = await engines.compiled.compile(programOf('rounding', difference));
  const { dw } = (await compiled.run({ ...inputs })).outputs;
  await compiled.dispose();
  dw!.data.forEach((value, i) => {
    const [row, column] = [Math.floor(i / 5), i % 5];
    const size = dot(COLUMNS, (j) => Math.abs(z![row * COLUMNS + j]! * w![j * 5 + column]!));
    expect(Math.abs(value)).toBeLessThan(2 ** -22 * size);
  });
});
