import { describe, expect, it } from 'vitest';
import { loadConfig } from '#src/train/config/index.js';
import { dependsOnLength, isSupervised, settingsOfStep } from '#src/train/schedule.js';

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

  it('keeps the configured values when the schedule is constant', () => {
    const config = loadConfig({ task: 'bird10', overrides: ['optimiser.learningRate=0.01'] });
    for (const at of [0, 50, 99])
      expect(settingsOfStep(config, at, 100)).toEqual({ learningRate: 0.01, alpha: 0.7, beta: 0.3 });
  });

  it('rises over the warm-up and falls to zero along half a cosine', () => {
    const config = loadConfig({
      task: 'bird10',
      overrides: ['optimiser.learningRate=1', 'optimiser.schedule={kind: cosine, warmupSteps: 4}'],
    });
    const rate = (at: number): number => settingsOfStep(config, at, 104).learningRate;
    expect([0, 1, 2, 3].map(rate)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(rate(4)).toBe(1);
    expect(rate(54)).toBeCloseTo(0.5, 12);
    expect(rate(103)).toBeLessThan(0.001);
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

describe('isSupervised', () => {
  it.each([
    ['loss.alpha=1', true],
    ['loss.alpha={points: [[0, 1], [1, 1]]}', true],
    ['loss.alpha={points: [[0, 1], [1, 0.9]]}', false],
    ['loss.alpha=0.7', false],
  ])('%s: %s', (override, supervised) => {
    expect(isSupervised(config(override))).toBe(supervised);
  });
});
