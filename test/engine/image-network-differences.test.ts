import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type HostTensor } from '#src/engine/index.js';
import { createRng } from '#src/rng.js';
import { gradientProgram } from '#src/train/step.js';
import {
  directionalDerivative,
  randomDirection,
  type Arrays64,
  type Scalar64,
} from '../helpers/finite-differences64.js';
import {
  clearanceOfStep,
  distanceOf,
  gradientInputs,
  imageStep,
  ROUNDING,
  WEIGHTS,
  type ImageStep,
  type ImageStepChoice,
} from '../helpers/image-steps.js';
import { combinedLoss64 } from '../helpers/losses64.js';
import { network64 } from '../helpers/networks64.js';

/** Relative to the expected size of a projection. */
const TOLERANCE = 1e-3;
/** Fewer directions for the large network, which is slow. */
const directionsFor = (name: string): number => (name === 'large-cnn' ? 2 : 4);

const CASES: readonly ImageStepChoice[] = [
  { name: 'small-cnn', kind: 'mean', inputShape: [9, 8, 1], seed: 1 },
  { name: 'small-cnn', kind: 'max', inputShape: [9, 8, 1], reduction: 'mean', seed: 2 },
  { name: 'small-cnn', kind: 'inhibitor', inputShape: [9, 8, 1], seed: 4 },
  { name: 'small-cnn', kind: 'mean', inputShape: [9, 8, 1], rows: 6, balance: 3, seed: 1 },
  { name: 'small-cnn', kind: 'mean', inputShape: [9, 8, 1], rows: 6, views: 2, seed: 1 },
  { name: 'small-cnn', kind: 'max', activation: 'leaky-relu', inputShape: [9, 8, 3], seed: 2 },
  { name: 'small-cnn', kind: 'inhibitor', activation: 'sigmoid', inputShape: [9, 8, 1], seed: 1 },
  { name: 'large-cnn', kind: 'mean', inputShape: [12, 12, 1], reduction: 'mean', seed: 36 },
  { name: 'large-cnn', kind: 'max', inputShape: [12, 12, 1], seed: 3 },
  { name: 'large-cnn', kind: 'inhibitor', inputShape: [12, 12, 1], seed: 3 },
  { name: 'resnet2-32', kind: 'mean', inputShape: [9, 12, 1], seed: 2 },
  { name: 'resnet2-32', kind: 'max', inputShape: [9, 12, 1], seed: 2 },
  { name: 'resnet2-32', kind: 'inhibitor', inputShape: [9, 12, 1], reduction: 'mean', seed: 1 },
  { name: 'resnet3-16', kind: 'mean', inputShape: [12, 9, 1], seed: 1 },
  { name: 'resnet3-16', kind: 'max', inputShape: [12, 9, 1], seed: 2 },
  { name: 'resnet3-16', kind: 'inhibitor', inputShape: [12, 9, 1], seed: 1 },
];

describe('the compiled gradient of Eq. 10, projected on random directions, is the float64 finite difference', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  });
  afterAll(() => engine.dispose());

  it.each(
    CASES.map((choice) => {
      const { name, kind, activation = 'relu', reduction = 'sum', balance = 0, views } = choice;
      const more = [balance && 'with a balance', views && `${views} views`].filter(Boolean);
      return [[name, kind, activation, `R by ${reduction}`, ...more].join(', '), choice] as const;
    }),
  )('%s', async (_, choice) => {
    const step = imageStep(choice);
    expect(clearanceOfStep(step), 'choose another seed').toBeGreaterThan(ROUNDING);
    const loss64 = lossOf(step);
    const at = float64(step.parameters);
    const program = await engine.compile(gradientProgram(step.model, step.options));
    const { outputs } = await program.run(gradientInputs(step));
    await program.dispose();
    expect(distanceOf(outputs['loss']!.data, [loss64(at).value])).toBeLessThan(1e-5);

    const directions = directionsFor(choice.name);
    let checked = 0;
    for (let i = 0; i < directions; i++) {
      const direction = evenDirection(i, at);
      const expected = directionalDerivative(loss64, at, direction);
      if (expected === undefined) continue;
      checked++;
      const { projection, size } = project(outputs, direction);
      expect(Math.abs(projection - expected) / size, `direction ${i}`).toBeLessThan(TOLERANCE);
    }
    // A difference is undefined if a ReLU switches between its ends. That must remain an exception.
    expect(checked).toBeGreaterThanOrEqual(directions - 1);
  });
});

/** The full loss as a function of the parameters. */
function lossOf({ model, batch, options }: ImageStep): Scalar64 {
  const { x, label } = batch as Readonly<Record<'x' | 'label', HostTensor>>;
  const input = { shape: x.shape, data: Float64Array.from(x.data) };
  return (parameters) =>
    combinedLoss64(network64(model, parameters), input, label.data, {
      ...WEIGHTS,
      ...options.residual,
      balance: options.balance ?? 0,
      views: options.views ?? 1,
    });
}

const float64 = (tensors: Readonly<Record<string, HostTensor>>): Arrays64 =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
  );

/**
 * Draws a direction of length 1 with equal length in every parameter, so that no small gradient hides behind a
 * large one.
 */
function evenDirection(i: number, at: Arrays64): Arrays64 {
  const length = Math.sqrt(1 / Object.keys(at).length);
  return Object.fromEntries(
    Object.entries(at).map(([name, array]) => {
      const { shape, data } = randomDirection(createRng(17).split(name, i), { array })['array']!;
      return [name, { shape, data: data.map((value) => length * value) }];
    }),
  );
}

/** <gradient, direction>, and its root mean square over all choices of the direction's signs. */
function project(
  outputs: Readonly<Record<string, HostTensor>>,
  direction: Arrays64,
): { projection: number; size: number } {
  let [projection, squares] = [0, 0];
  for (const [name, { data }] of Object.entries(direction)) {
    const gradient = outputs[`gradient/${name}`]!.data;
    data.forEach((value, k) => {
      projection += value * gradient[k]!;
      squares += (value * gradient[k]!) ** 2;
    });
  }
  return { projection, size: Math.sqrt(squares) };
}
