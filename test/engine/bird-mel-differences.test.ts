import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type HostTensor } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { predictProgram } from '#src/eval/prediction/predict.js';
import { gradientProgram, type StepOptions } from '#src/train/step.js';
import { birdMelLayers64, features64 } from '../helpers/bird-mel-64.js';
import { directionalDerivative, randomDirection, along, type Scalar64 } from '../helpers/finite-differences64.js';
import { ADAM, batchOf, distanceOf, gradientInputs, WEIGHTS, type ImageStep } from '../helpers/image-steps.js';
import { combinedLoss64, residual64 } from '../helpers/losses64.js';

/** 11 frames, so that even the statistic over a lag of 8 frames is a mean of three changes. */
const MODEL = createModel({ name: 'bird-mel' }, { inputShape: [5292], classCount: 10, sampleRateHz: 44_100 });
const BANDS = { bands: 64, lowHz: 1000, highHz: 11_000 };
const ROWS = 2;
const OPTIONS: StepOptions = {
  ...{ batchSize: ROWS, optimiser: ADAM },
  residual: { reduction: 'sum', distance: 'euclidean' },
};

const rng = createRng(6);
const NOISE = Object.entries(MODEL.noiseShapes(ROWS)).map(([name, shape]): [string, HostTensor] => [
  `noise/${name}`,
  { dtype: 'float32', shape, data: rng.split(name).fillUniform(new Float32Array(shape[0]! * shape[1]!)) },
]);
const STEP: ImageStep = {
  model: MODEL,
  options: OPTIONS,
  parameters: MODEL.init(rng.split('init')),
  batch: { ...batchOf(MODEL, ROWS, 6), ...Object.fromEntries(NOISE) },
};
const X = { shape: [ROWS, 5292], data: Float64Array.from(STEP.batch['x']!.data) };
const FEATURES = features64(X, 44_100, BANDS);

const float64 = Object.fromEntries(
  Object.entries(STEP.parameters).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
);
const noise64 = Object.fromEntries(NOISE.map(([name, { data }]) => [name.slice('noise/'.length), data]));

/** With sigmoid outputs, one row has two species and an unknown one, and the other is unlabelled. */
const SPECIES_LABELS = Int32Array.of(1, 0, 0, 1, -1, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
const SIGMOID = { outputActivation: 'sigmoid', positiveWeight: 3 } as const;
const OUTPUTS = {
  softmax: { step: STEP, options64: {} },
  sigmoid: {
    step: {
      ...STEP,
      options: { ...OPTIONS, ...SIGMOID },
      batch: { ...STEP.batch, label: { dtype: 'int32', shape: [ROWS, 10], data: SPECIES_LABELS } },
    } satisfies ImageStep,
    options64: { positiveWeight: 3 },
  },
} as const;
type OutputName = keyof typeof OUTPUTS;
const OUTPUT_NAMES = Object.keys(OUTPUTS) as OutputName[];

const lossOf =
  (activation: OutputName): Scalar64 =>
  (parameters) => {
    const { step, options64 } = OUTPUTS[activation];
    return combinedLoss64(birdMelLayers64(parameters, noise64), FEATURES, step.batch['label'].data, {
      ...WEIGHTS,
      ...OPTIONS.residual,
      ...options64,
    });
  };

let compiled: Engine;
let eager: Engine;
beforeAll(async () => {
  compiled = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  eager = await createEngine({ engine: 'eager', device: 'cpu' });
});
afterAll(async () => {
  await compiled.dispose();
  await eager.dispose();
});

async function gradients(engine: Engine, activation: OutputName): Promise<Record<string, HostTensor>> {
  const { step } = OUTPUTS[activation];
  const program = await engine.compile(gradientProgram(MODEL, step.options));
  const { outputs } = await program.run(gradientInputs(step));
  await program.dispose();
  return outputs;
}

describe.each(OUTPUT_NAMES)('a step of bird-mel with %s, from samples to gradients', (activation) => {
  const loss = lossOf(activation);

  it('has the loss of Eq. 10 with R over frames and bands, and the gradient of float64 differences', async () => {
    const outputs = await gradients(compiled, activation);
    expect(distanceOf(outputs['loss']!.data, [loss(float64).value])).toBeLessThan(1e-4);
    const ours = Object.fromEntries(Object.keys(float64).map((name) => [name, outputs[`gradient/${name}`]!]));
    let checked = 0;
    for (let i = 0; i < 4; i++) {
      // One parameter at a time, so that no small gradient hides behind a large one.
      const name = Object.keys(float64)[i]!;
      const direction = randomDirection(createRng(17).split(name), { [name]: float64[name]! });
      const expected = directionalDerivative(loss, float64, direction);
      if (expected === undefined) continue;
      checked++;
      const { data } = ours[name]!;
      // Root mean square projection of the gradient on a random direction of length 1.
      const typical = Math.sqrt([...data].reduce((sum, value) => sum + value ** 2, 0) / data.length);
      expect(Math.abs(along(ours, direction) - expected) / typical, name).toBeLessThan(5e-3);
    }
    expect(checked).toBeGreaterThanOrEqual(3);
  });

  it('is the same on both engines', async () => {
    const [ours, reference] = [await gradients(compiled, activation), await gradients(eager, activation)];
    for (const [name, { data }] of Object.entries(reference)) {
      if (name.startsWith('gradient/') || name === 'loss') {
        expect(distanceOf(ours[name]!.data, data), name).toBeLessThan(1e-4);
      }
    }
  });
});

describe('bird-mel', () => {
  it('has the same R in prediction, without dropout', async () => {
    const program = await compiled.compile(
      predictProgram(MODEL, { batchSize: ROWS, residual: OPTIONS.residual, parameters: STEP.parameters }),
    );
    const { outputs } = await program.run({ x: { ...STEP.batch['x']!, data: STEP.batch['x']!.data.slice() } });
    await program.dispose();
    const keepAll = { statistics: new Float32Array(ROWS * 823).fill(1), hidden: new Float32Array(ROWS * 256).fill(1) };
    const rescaled = {
      ...float64,
      // The reference's dropout keeps every unit here, but still divides by 1 - rate.
      'dense1/kernel': { ...float64['dense1/kernel']!, data: float64['dense1/kernel']!.data.map((w) => w * 0.8) },
      'dense2/kernel': { ...float64['dense2/kernel']!, data: float64['dense2/kernel']!.data.map((w) => w * 0.5) },
    };
    const expected = residual64(birdMelLayers64(rescaled, keepAll), FEATURES, OPTIONS.residual);
    expect(distanceOf(outputs['residual']!.data, expected)).toBeLessThan(1e-4);
  });
});
