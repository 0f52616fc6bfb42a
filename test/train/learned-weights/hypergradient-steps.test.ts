import { afterAll, expect, it } from 'vitest';
import { createSampler } from '#src/data/sampler.js';
import type { Dataset } from '#src/data/index.js';
import { createEngine, type HostTensors } from '#src/engine/index.js';
import { mlp } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { initialState, loadConfig, trainProgram } from '#src/train/index.js';
import type { HypergradientInputs, WeightLearner } from '#src/train/learned-weights/learner.js';
import { stepsWithHypergradients } from '#src/train/hypergradient-steps.js';
import { stepValues } from '#src/train/metrics.js';
import { createStepAssembler } from '#src/train/step-inputs.js';
import { stepOptions } from '#src/train/step-options.js';
import { recordingTasks } from '#audio/training/index.js';

const engine = await createEngine({ threads: 1 });
afterAll(() => engine.dispose());

const EXAMPLES: Dataset = {
  name: 'points',
  classes: ['a', 'b'],
  inputShape: [3],
  length: 8,
  label: (index) => index % 2,
  source: (index) => index,
  read: (index, out, offset) => out.set([Math.sin(index), Math.cos(2 * index), 0.1 * index], offset),
};

const copyOf = (tensors: HostTensors): Record<string, number[]> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Array.from(data)]));

it('weights learn from a step as it was made, and from the batch that comes after it', async () => {
  const model = mlp({ inputShape: [3], classCount: 2 }, { hidden: [4], activation: 'relu' });
  const config = loadConfig(
    {
      task: 'bird10',
      overrides: ['data.batchSize=2', 'loss.alpha=0.7', 'loss.beta=0.3', 'loss.learned={everySteps: 2, rate: 1}'],
    },
    [recordingTasks],
  );
  const rng = createRng(1);
  const sampler = createSampler({
    ...config.data,
    labelled: Int32Array.from({ length: 8 }, (_, index) => index),
    unlabelled: [],
    rng: rng.split('batches'),
  });
  const assembler = createStepAssembler({ config, model, dataset: EXAMPLES, sampler, rng, steps: 4 });
  const program = await engine.compile(trainProgram(model, stepOptions(config)));
  const states = [initialState(model, rng)];
  await program.writeState(states[0]!);

  const learned: HypergradientInputs[] = [];
  const initial = { alpha: 0.7, beta: 0.3, gamma: {} };
  const learner: WeightLearner = {
    everySteps: 2,
    initial,
    learn: ({ before, after, inputs, nextInputs, weights }) => {
      learned.push(structuredClone({ before, after, inputs, nextInputs, weights }));
      return Promise.resolve({ ...weights, alpha: weights.alpha - 0.1 });
    },
    dispose: () => Promise.resolve(),
  };
  const steps = stepsWithHypergradients({
    ...{ program, assembler, learner, learned: initial, valuesOf: stepValues, from: 0, until: 4, stop: () => false },
  });
  for await (const _ of steps) states.push(await program.readState());
  await program.dispose();

  expect(learned.map(({ weights }) => weights.alpha)).toEqual([0.7, expect.closeTo(0.6, 12)]);
  learned.forEach(({ before, after, inputs, nextInputs, weights }, i) => {
    const [made, next] = [assembler.assemble(2 * i + 1, weights), assembler.assemble(2 * i + 2, weights)];
    expect(copyOf(inputs)).toEqual(copyOf(made.inputs));
    expect(copyOf(nextInputs)).toEqual(copyOf(next.inputs));
    expect(copyOf(next.inputs)['x']).not.toEqual(copyOf(made.inputs)['x']);
    expect(copyOf(after)).toEqual(copyOf(states[2 * i + 2]!));
    expect(copyOf(before)).not.toEqual(copyOf(after));
    if (i === 1) expect(copyOf(before)).toEqual(copyOf(states[3]!));
  });
});
