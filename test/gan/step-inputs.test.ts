import { describe, expect, it } from 'vitest';
import { arrayDataset } from '#src/data/index.js';
import { createRng } from '#src/rng.js';
import { imageGans } from '#src/gan/index.js';
import { createEbganAssembler, ebganStepSettings } from '#src/gan/step-inputs.js';
import { loadConfig } from '#src/train/index.js';

const CONFIG = loadConfig(
  {
    task: 'mnist',
    overrides: [
      ...['data.batchSize=4', 'train.steps=10', 'loss.margin=0.6', 'loss.pullingAway=0.2'],
      ...['optimiser.discriminatorLearningRate=0.1', 'optimiser.generatorLearningRate=0.2'],
      'optimiser.schedule={kind: cosine, warmupSteps: 0}',
    ],
  },
  [imageGans],
);
const DATASET = arrayDataset(
  'numbers',
  Float32Array.from({ length: 6 }, (_, i) => i),
  { inputShape: [1] },
);

const assembler = () => createEbganAssembler({ config: CONFIG, dataset: DATASET, latentSize: 500, rng: createRng(3) });
const x = (step: number): number[] => [...assembler().assemble(step).inputs['x']!.data];
const z = (step: number): number[] => [...assembler().assemble(step).inputs['z']!.data];

describe('the inputs of a step', () => {
  it('take every example once a pass, in full batches that reach over its end', () => {
    const seen = [0, 1, 2].flatMap(x);
    expect([...seen.slice(0, 6)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...seen.slice(6, 12)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('have noise of their own, standard normal, and the same when asked again', () => {
    expect(z(2)).toEqual(z(2));
    expect(z(2)).not.toEqual(z(3));
    const values = z(0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.abs(variance - 1)).toBeLessThan(0.1);
  });

  it('fill buffers again that are handed back', () => {
    const one = assembler();
    const { inputs } = one.assemble(0);
    one.recycle(inputs);
    const again = one.assemble(1).inputs;
    expect(again['z']!.data).toBe(inputs['z']!.data);
    expect([...again['x']!.data]).toEqual(x(1));
  });

  it('have each player’s learning rate, down to zero along half a cosine, and the loss’s weights', () => {
    expect(ebganStepSettings(CONFIG, 0)).toMatchObject({
      ...{ margin: 0.6, pullingAwayWeight: 0.2, 'discriminator/learningRate': 0.1, 'generator/learningRate': 0.2 },
      biasCorrection1: 0.5,
    });
    expect(ebganStepSettings(CONFIG, 5)['generator/learningRate']).toBeCloseTo(0.1, 9);
    expect(ebganStepSettings(CONFIG, 10)['discriminator/learningRate']).toBeCloseTo(0, 9);
  });

  it('warm both learning rates up where the schedule says so', () => {
    const schedule = { kind: 'constant', warmupSteps: 3 } as const;
    const config = { ...CONFIG, optimiser: { ...CONFIG.optimiser, schedule } };
    const rates = [0, 2, 3].map((step) => ebganStepSettings(config, step)['discriminator/learningRate']);
    expect(rates).toEqual([0.025, expect.closeTo(0.075, 9), 0.1]);
    expect(ebganStepSettings(config, 0)['generator/learningRate']).toBeCloseTo(0.05, 9);
  });
});
