import { describe, expect, it } from 'vitest';
import {
  affine,
  optimalTemplates,
  residual,
  trainFreeTemplates,
  type BatchFunction,
  type FreeTemplateOptions,
  type FreeTemplateStep,
  type LabelledInput,
} from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng, type Rng } from '#src/rng.js';
import { normal } from '../helpers/normal.js';
import { useTensors } from '../helpers/use-tensors.js';

useTensors();

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
const squaredNorm = (rows: readonly ArrayLike<number>[]): number => rows.reduce((sum, row) => sum + dot(row, row), 0);

/** −log softmax(A x)_y, independent of the code under test. */
function crossEntropy(templates: readonly Float64Array[], { x, label }: LabelledInput): number {
  const matches = templates.map((template) => dot(template, x));
  return Math.log(matches.reduce((sum, match) => sum + Math.exp(match - matches[label]!), 0));
}

function inputs(rng: Rng, { count = 6, dimensions = 12, norm = 1, classCount = 3 }): LabelledInput[] {
  return Array.from({ length: count }, (_, n) => {
    const drawn = normal(rng, [dimensions]);
    const scale = norm / Math.sqrt(dot(drawn, drawn));
    return { x: drawn.map((value) => scale * value), label: n % classCount };
  });
}

/** Templates as a function of a batch: f(x)_n = A_n x_n, with one A per row of the batch. */
function ofTemplates(templates: readonly (readonly ArrayLike<number>[])[]): BatchFunction {
  const stacked = tf.tensor3d(templates.map((rows) => rows.map((row) => [...Array.from(row)])));
  return (x) => tf.sum(tf.mul(stacked, tf.expandDims(x, 1)), 2);
}

const CASES = [
  { classCount: 2, bound: 1, norm: 1 },
  { classCount: 3, bound: 0.3, norm: 1 },
  { classCount: 10, bound: 1, norm: 1 },
  { classCount: 10, bound: 4, norm: 1 },
  { classCount: 10, bound: 100, norm: 1 },
  { classCount: 5, bound: 2, norm: 3 },
];
const label = ({ classCount, bound, norm }: (typeof CASES)[number]): string =>
  `C = ${classCount}, K = ${bound}, ‖x‖ = ${norm}`;

describe('the templates of Eq. 4', () => {
  it('for three classes and K = 6 are twice the input for its class, and minus the input for the others', () => {
    const templates = optimalTemplates([0.6, -0.8], 1, { classCount: 3, bound: 6 });
    const expected = [
      [-0.6, 0.8],
      [1.2, -1.6],
      [-0.6, 0.8],
    ];
    templates.forEach((template, c) => template.forEach((value, i) => expect(value).toBeCloseTo(expected[c]![i]!, 12)));
  });

  it('depend only on the direction of the input, not on its norm', () => {
    const [long, unit] = [
      [3, 4],
      [0.6, 0.8],
    ].map((x) => optimalTemplates(x, 0, { classCount: 4, bound: 2 }));
    long!.forEach((template, c) => template.forEach((value, i) => expect(value).toBeCloseTo(unit![c]![i]!, 12)));
  });

  it.each(CASES.map((choice) => [label(choice), choice] as const))(
    '%s: have squared norm K, and A*ᵀ A* x = K x',
    (_, choice) => {
      for (const { x, label: y } of inputs(createRng(1), choice)) {
        const templates = optimalTemplates(x, y, choice);
        expect(squaredNorm(templates)).toBeCloseTo(choice.bound, 10);
        x.forEach((value, i) => {
          const reconstructed = templates.reduce((sum, template) => sum + dot(template, x) * template[i]!, 0);
          expect(reconstructed).toBeCloseTo(choice.bound * value, 8);
        });
      }
    },
  );

  it.each(CASES.map((choice) => [label(choice), choice] as const))(
    '%s: no other templates with squared norm K have a lower loss',
    (_, choice) => {
      const rng = createRng(2);
      const [input] = inputs(rng, choice) as [LabelledInput];
      const best = optimalTemplates(input.x, input.label, choice);
      const lowest = crossEntropy(best, input);
      for (let trial = 0; trial < 200; trial++) {
        // Small and large perturbations: the small ones test the exact optimum, not only its neighbourhood.
        const size = 10 ** -(trial % 4);
        const moved = best.map((template) => template.map((value) => value + size * rng.normal()));
        const scale = Math.sqrt(choice.bound / squaredNorm(moved));
        expect(
          crossEntropy(
            moved.map((template) => template.map((value) => scale * value)),
            input,
          ),
        ).toBeGreaterThan(lowest);
      }
      for (let c = 0; c < choice.classCount; c++) {
        const flipped = best.map((template, k) => (k === c ? template.map((value) => -value) : template));
        expect(crossEntropy(flipped, input)).toBeGreaterThan(lowest);
      }
    },
  );

  it('give R = (K − 1)² ‖x‖² in `residual`', () => {
    for (const choice of CASES) {
      const examples = inputs(createRng(3), choice);
      const templates = examples.map(({ x, label: y }) => optimalTemplates(x, y, choice));
      const x = tf.tensor2d(examples.map(({ x: values }) => [...values]));
      const r = residual(ofTemplates(templates), { reduction: 'sum', distance: 'euclidean' })(x).residual.dataSync();
      const expected = (choice.bound - 1) ** 2 * choice.norm ** 2;
      for (const value of r) expect(Math.abs(value - expected)).toBeLessThan(1e-5 * (1 + expected));
      expect(affine(ofTemplates(templates))(x).templates.dataSync()).toEqual(
        Float32Array.from(templates.flatMap((rows) => rows.flatMap((row) => [...row]))),
      );
    }
  });

  it.each([
    [() => optimalTemplates([1], 0, { classCount: 1, bound: 1 }), 'classCount: expected at least 2 classes, got 1'],
    [() => optimalTemplates([1], 0, { classCount: 2, bound: 0 }), 'bound: expected a squared norm above zero, got 0'],
    [() => optimalTemplates([1], 2, { classCount: 2, bound: 1 }), 'label: expected a class from 0 to 1, got 2'],
    [() => optimalTemplates([0, 0], 0, { classCount: 2, bound: 1 }), 'x: expected a norm above zero, got 0'],
  ])('reject invalid arguments (%#)', (attempt, message) => {
    expect(attempt).toThrow(message);
  });
});

/** Runs the training to the end. */
function train(
  options: Omit<FreeTemplateOptions, 'rng'>,
  seed = 1,
): { path: FreeTemplateStep[]; templates: Float64Array[] } {
  const training = trainFreeTemplates({ ...options, rng: createRng(seed) });
  const path: FreeTemplateStep[] = [];
  for (;;) {
    const next = training.next();
    if (next.done) return { path, templates: next.value };
    path.push(next.value);
  }
}

describe('Theorem 1: free templates trained on cross-entropy', () => {
  it.each(CASES.map((choice) => [label(choice), choice] as const))(
    '%s: converge to those of Eq. 4, and R to (K − 1)²',
    (_, choice) => {
      const { path } = train({ ...choice, inputs: inputs(createRng(4), choice), steps: 250 });
      const [first, last] = [path[0]!, path.at(-1)!];
      expect(path).toHaveLength(251);
      expect(first.distance).toBeGreaterThan(0.5);
      expect(last.distance).toBeLessThan(1e-9);
      expect(last.residualGap).toBeLessThan(1e-9);
      expect(Math.abs(last.residual - (choice.bound - 1) ** 2)).toBeLessThan(1e-9);
      expect(last.wrongFraction).toBeCloseTo(1 / choice.classCount, 8);
      path.slice(1).forEach(({ crossEntropy: now }, i) => expect(now).toBeLessThan(path[i]!.crossEntropy * (1 + 1e-9)));
    },
  );

  it('converge up to the largest K, and are not trained with a larger one', () => {
    const options = { classCount: 10, inputs: inputs(createRng(4), { classCount: 10 }), steps: 250 };
    const bound = 1e4;
    const last = train({ ...options, bound }).path.at(-1)!;
    expect(last.distance).toBeLessThan(1e-9);
    expect(() => train({ ...options, bound: 1e6 })).toThrow('bound: expected at most 10000 for templates that are');
    expect(last.residual / (bound - 1) ** 2).toBeCloseTo(1, 9);
    expect(last.crossEntropy).toBeGreaterThanOrEqual(0);
  });

  it('converge to `optimalTemplates`, signs included, from any start', () => {
    const options = { classCount: 4, bound: 2, inputs: inputs(createRng(5), { classCount: 4 }), steps: 300 };
    for (const seed of [1, 2]) {
      const { templates } = train(options, seed);
      options.inputs.forEach(({ x, label: y }, n) => {
        const expected = optimalTemplates(x, y, options).flatMap((row) => [...row]);
        templates[n]!.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
        const correct = templates[n]!.subarray(y * x.length, (y + 1) * x.length);
        expect(dot(correct, x)).toBeGreaterThan(1);
      });
    }
  });

  it('report their current cross-entropy and R', () => {
    const examples = inputs(createRng(6), { count: 1 });
    const { path, templates } = train({ classCount: 3, bound: 2, inputs: examples, steps: 3 });
    const rows = [0, 1, 2].map((c) => templates[0]!.subarray(12 * c, 12 * c + 12));
    expect(path[3]!.crossEntropy).toBeCloseTo(crossEntropy(rows, examples[0]!), 12);
    const { x } = examples[0]!;
    const difference = x.map((value, i) => rows.reduce((sum, row) => sum + dot(row, x) * row[i]!, -value));
    expect(path[3]!.residual).toBeCloseTo(dot(difference, difference), 12);
    expect(path[3]!.residualGap).toBeCloseTo(Math.abs(dot(difference, difference) - 1), 12);
  });

  it('are the same for the same seed', () => {
    const options = { classCount: 3, bound: 2, inputs: inputs(createRng(6), {}), steps: 5 };
    expect(train(options)).toEqual(train(options));
    expect(train(options).path[5]).not.toEqual(train(options, 2).path[5]);
  });
});

describe('with a spherical softmax', () => {
  const examples = inputs(createRng(7), { classCount: 4 });
  const options = { classCount: 4, bound: 2, inputs: examples, output: 'spherical-softmax', steps: 250 } as const;

  it('a step shrinks the wrong matches z_c by a tenth and adds a tenth of Σ z_c² / z_y to the right one, z_y', () => {
    const x = Float64Array.of(0.6, -1.2, 0.4);
    const choice = { classCount: 4, bound: 3, output: 'spherical-softmax', inputs: [{ x, label: 2 }] } as const;
    const [before, after] = [0, 1].map((steps) => train({ ...choice, steps }).templates[0]!) as [
      Float64Array,
      Float64Array,
    ];
    expect(before.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(choice.bound / 4, 12);
    const matches = (templates: Float64Array): number[] =>
      [0, 1, 2, 3].map((c) => x.reduce((sum, value, i) => sum + value * templates[3 * c + i]!, 0));
    const z = matches(before);
    const wrong = z.reduce((sum, value, c) => (c === 2 ? sum : sum + value ** 2), 0);
    matches(after).forEach((match, c) =>
      expect(match).toBeCloseTo(c === 2 ? z[c]! + (0.1 * wrong) / z[c]! : 0.9 * z[c]!, 12),
    );
  });

  it('the matches of the wrong classes and the cross-entropy converge to zero', () => {
    const { path } = train(options);
    expect(path[0]!.wrongFraction).toBeGreaterThan(0.5);
    expect(path.at(-1)!.wrongFraction).toBeLessThan(1e-9);
    expect(path.at(-1)!.crossEntropy).toBeLessThan(1e-9);
  });

  it('the wrong templates keep their component perpendicular to the input', () => {
    const { templates } = train(options);
    examples.forEach(({ x, label: y }, n) => {
      const wrong = [0, 1, 2, 3].filter((c) => c !== y).map((c) => templates[n]!.subarray(12 * c, 12 * c + 12));
      for (const row of wrong) expect(Math.abs(dot(row, x))).toBeLessThan(1e-6);
      expect(squaredNorm(wrong)).toBeGreaterThan(0.01);
    });
  });
});
