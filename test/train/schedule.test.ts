import { describe, expect, it } from 'vitest';
import { termWeights } from '#src/losses/index.js';
import { loadConfig } from '#src/train/config/index.js';
import {
  computedTerms,
  dependsOnLength,
  isSupervised,
  lossWeightsAt,
  stepSettings,
  weightedLayers,
} from '#src/train/schedule.js';
import { recordingTasks } from '#audio/training/index.js';
import { termsOf } from '../helpers/terms.js';

const config = (...overrides: string[]) => loadConfig({ task: 'bird10', overrides }, [recordingTasks]);

describe('stepSettings', () => {
  it('weights the terms by the completed fraction of the run', () => {
    const scheduled = config(
      'loss.alpha={points: [[0, 0.2], [0.5, 0.6]]}',
      'loss.beta={kind: steps, points: [[0, 1], [0.25, 0.5]]}',
    );
    const weights = [0, 2, 4, 8].map((step) => stepSettings(scheduled, step, 8));
    expect(weights.map((at) => at.weights.crossEntropy)).toEqual([0.2, 0.4, 0.6, 0.6]);
    expect(weights.map((at) => at.weights.residual)).toEqual([0.8, 0.6 * 0.5, (1 - 0.6) * 0.5, (1 - 0.6) * 0.5]);
    expect(weights.map((at) => at.weights.entropy)).toEqual([0, 0.6 * 0.5, (1 - 0.6) * 0.5, (1 - 0.6) * 0.5]);
  });

  it('keeps the configured values when the schedule is constant', () => {
    const config = loadConfig({ task: 'bird10', overrides: ['optimiser.learningRate=0.01'] }, [recordingTasks]);
    for (const at of [0, 50, 99])
      expect(stepSettings(config, at, 100)).toEqual({
        learningRate: 0.01,
        weights: {
          ...termsOf({ crossEntropy: 0.7, residual: (1 - 0.7) * 0.3, entropy: (1 - 0.7) * (1 - 0.3) }),
          layers: {},
        },
      });
  });

  it('uses learned weights in place of the configured ones', () => {
    const learned = { alpha: 0.5, beta: 1, gamma: { conv1: 2 } };
    expect(stepSettings(config(), 3, 10, learned).weights).toEqual({
      ...termsOf({ crossEntropy: 0.5, residual: 0.5 }),
      layers: { conv1: 2 },
    });
  });

  it('raises the learning rate over the warm-up and lowers it to zero along half a cosine', () => {
    const config = loadConfig(
      {
        task: 'bird10',
        overrides: ['optimiser.learningRate=1', 'optimiser.schedule={kind: cosine, warmupSteps: 4}'],
      },
      [recordingTasks],
    );
    const rate = (at: number): number => stepSettings(config, at, 104).learningRate;
    expect([0, 1, 2, 3].map(rate)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(rate(4)).toBe(1);
    expect(rate(54)).toBeCloseTo(0.5, 12);
    expect(rate(103)).toBeLessThan(0.001);
  });
});

describe('lossWeightsAt', () => {
  it('has a weight for each listed layer, optionally with a separate schedule (Eq. 13)', () => {
    const layered = config('loss.gamma.conv1=0.5', 'loss.gamma.conv2={points: [[0, 0], [1, 2]]}');
    expect(lossWeightsAt(layered, 0.25).gamma).toEqual({ conv1: 0.5, conv2: 0.5 });
    expect(weightedLayers(layered)).toEqual(['conv1', 'conv2']);
  });

  it('is Eq. 11 if E has a separate weight: the weight of R of the input is its gamma alone', () => {
    const eq11 = config('loss.alpha=0.6', 'loss.beta=0.3', 'loss.entropy=0.25', 'loss.gamma={input: 0.125, conv1: 3}');
    expect(stepSettings(eq11, 0, 1).weights).toEqual({
      ...termsOf({ crossEntropy: 0.6, residual: 0.125, entropy: 0.25 }),
      layers: { conv1: 3 },
    });
    expect(weightedLayers(eq11)).toEqual(['conv1']);
    expect(termWeights({ alpha: 0.6, beta: 0.3, entropy: 0.25, gamma: { input: 0.125 } }).residual).toBe(0.125);
  });

  it('adds the gamma of the input to the weight of R in Eq. 10', () => {
    const both = stepSettings(config('loss.alpha=0.5', 'loss.beta=0.5', 'loss.gamma={input: 2}'), 0, 1).weights;
    expect(both).toEqual({ ...termsOf({ crossEntropy: 0.5, residual: 2.25, entropy: 0.25 }), layers: {} });
  });

  it.each([
    ['Eq. 10', [], { alpha: 0, beta: 1 }, { alpha: 0.35, beta: 0.65 }, { alpha: 0.7, beta: 0.3 }],
    [
      'Eq. 11',
      ['loss.entropy=0.4', 'loss.gamma={conv1: 2}'],
      { alpha: 0, entropy: 0, gamma: { input: 1, conv1: 0 } },
      { alpha: 0.35, entropy: 0.2, gamma: { input: 0.5, conv1: 1 } },
      { alpha: 0.7, entropy: 0.4, gamma: { input: 0, conv1: 2 } },
    ],
  ])('puts reconstruction first where configured: %s', (_name, overrides, first, halfway, then) => {
    const run = config(...overrides, 'loss.reconstructionFirst={until: 0.25, over: 0.5}');
    expect(lossWeightsAt(run, 0)).toMatchObject(first);
    expect(lossWeightsAt(run, 0.25)).toMatchObject(first);
    expect(lossWeightsAt(run, 0.5)).toMatchObject(halfway);
    expect(lossWeightsAt(run, 0.75)).toMatchObject(then);
    expect(lossWeightsAt(run, 1)).toMatchObject(then);
  });

  it('switches at once if the ramp has no length', () => {
    const run = config('loss.reconstructionFirst.until=0.5');
    expect(lossWeightsAt(run, 0.49)).toMatchObject({ alpha: 0, beta: 1 });
    expect(lossWeightsAt(run, 0.5)).toMatchObject({ alpha: 0.7, beta: 0.3 });
  });
});

describe('dependsOnLength', () => {
  it.each([
    [[], false],
    [['optimiser.schedule.kind=cosine'], true],
    [['loss.alpha={points: [[0, 1]]}'], true],
    [['loss.beta={points: [[0, 1]]}'], true],
    [['loss.gamma={conv1: {points: [[0, 1]]}}'], true],
    [['loss.entropy={points: [[0, 1]]}'], true],
    [['loss.reconstructionFirst.until=0.1'], true],
    [['loss.gamma={conv1: 1}', 'loss.entropy=1'], false],
  ])('%j: %s', (overrides, depends) => {
    expect(dependsOnLength(config(...overrides))).toBe(depends);
  });
});

describe('computedTerms', () => {
  it.each([
    [['loss.alpha=1'], 9, 0, ['crossEntropy']],
    [['loss.alpha=1'], 9, 5, ['crossEntropy']],
    [['loss.alpha=1', 'loss.gamma.conv1=0.1'], 9, 0, ['crossEntropy', 'residual']],
    [['loss.alpha=0.7'], 9, 0, ['crossEntropy', 'residual']],
    [['loss.alpha=0.7'], 9, 5, ['crossEntropy', 'residual', 'entropy']],
    [['loss.alpha=0'], 0, 5, ['residual', 'entropy']],
  ])(
    'of %j with %i labelled and %i unlabelled examples are %j',
    (overrides, trainExamples, unlabelledExamples, terms) => {
      expect(computedTerms(config(...overrides), { trainExamples, unlabelledExamples })).toEqual(terms);
    },
  );
});

describe('isSupervised', () => {
  it.each([
    [['loss.alpha=1'], true],
    [['loss.alpha={points: [[0, 1], [1, 1]]}'], true],
    [['loss.alpha={points: [[0, 1], [1, 0.9]]}'], false],
    [['loss.alpha=0.7'], false],
    [['loss.alpha=1', 'loss.gamma={conv1: 0.1}'], false],
    [['loss.alpha=1', 'loss.gamma={conv1: 0}'], true],
    [['loss.alpha=1', 'loss.entropy=0.1'], false],
    [['loss.alpha=1', 'loss.entropy=0'], true],
    [['loss.alpha=1', 'loss.reconstructionFirst.until=0.1'], false],
    [['loss.alpha=1', 'loss.learned.everySteps=10'], false],
  ])('%j: %s', (overrides, supervised) => {
    expect(isSupervised(config(...overrides))).toBe(supervised);
  });
});
