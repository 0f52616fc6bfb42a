import { describe, expect, it } from 'vitest';
import { loadConfig } from '#src/train/config/index.js';
import { dependsOnLength, settingsOfStep } from '#src/train/schedule.js';

const config = (...overrides: string[]) => loadConfig({ task: 'bird10', overrides });

describe('settingsOfStep', () => {
  it('weighs the terms by the share of the run that is done', () => {
    const scheduled = config(
      'loss.alpha={points: [[0, 0.2], [0.5, 0.6]]}',
      'loss.beta={kind: steps, points: [[0, 1], [0.25, 0.5]]}',
    );
    const weights = [0, 2, 4, 8].map((step) => settingsOfStep(scheduled, step, 8));
    expect(weights.map(({ alpha }) => alpha)).toEqual([0.2, 0.4, 0.6, 0.6]);
    expect(weights.map(({ beta }) => beta)).toEqual([1, 0.5, 0.5, 0.5]);
  });

  it('raises the learning rate over the warm-up, and lets it fall along half a cosine', () => {
    const rates = [0, 1, 2, 6, 10].map(
      (step) =>
        settingsOfStep(
          config('optimiser.learningRate=3', 'optimiser.schedule.kind=cosine', 'optimiser.schedule.warmupSteps=2'),
          step,
          10,
        ).learningRate,
    );
    [1, 2, 3, 1.5, 0].forEach((rate, index) => expect(rates[index]).toBeCloseTo(rate, 12));
  });
});

describe('dependsOnLength', () => {
  it.each([
    [[], false],
    [['optimiser.schedule.kind=cosine'], true],
    [['loss.alpha={points: [[0, 1]]}'], true],
    [['loss.beta={points: [[0, 1]]}'], true],
  ])('%j: %s', (overrides, depends) => {
    expect(dependsOnLength(config(...overrides))).toBe(depends);
  });
});
