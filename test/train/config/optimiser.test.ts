import { describe, expect, it } from 'vitest';
import { recordingTasks } from '#audio/training/index.js';
import { ConfigError } from '#src/errors.js';
import { imageTasks, loadConfig } from '#src/train/index.js';

const load = (...overrides: string[]) => loadConfig({ task: 'bird10', overrides }, [recordingTasks]);
const loadImages = (...overrides: string[]) => loadConfig({ task: 'mnist', overrides }, [imageTasks]);

describe('the settings of the optimiser', () => {
  it('are plain Adam by default', () => {
    expect(load().optimiser).toMatchObject({
      ...{ kind: 'adam', weightDecay: null, momentum: 0.9, nesterov: false, clipNorm: null, averageDecay: 0 },
    });
  });

  it('of the three kinds are accepted together with clipping and averaging', () => {
    const shared = ['optimiser.clipNorm=1', 'optimiser.averageDecay=0.999'];
    for (const own of [
      ['optimiser.kind=adam', 'optimiser.beta1=0.8', 'optimiser.weightDecay=0'],
      ['optimiser.kind=adamw', 'optimiser.weightDecay=0.1', 'optimiser.epsilon=1e-6'],
      ['optimiser.kind=sgd', 'optimiser.weightDecay=5e-4', 'optimiser.momentum=0.8', 'optimiser.nesterov=true'],
    ]) {
      expect(load(...own, ...shared).optimiser).toMatchObject({ clipNorm: 1, averageDecay: 0.999 });
    }
  });

  it.each([
    ['optimiser.kind=rmsprop', 'optimiser.kind: expected one of adam, adamw, sgd, got "rmsprop"'],
    ['optimiser.weightDecay=-1', 'optimiser.weightDecay: expected at least 0, got -1'],
    ['optimiser.momentum=1', 'optimiser.momentum: expected less than 1, got 1'],
    ['optimiser.nesterov=1', 'optimiser.nesterov: expected true or false, got 1'],
    ['optimiser.clipNorm=0', 'optimiser.clipNorm: expected more than 0, got 0'],
    ['optimiser.averageDecay=1', 'optimiser.averageDecay: expected less than 1, got 1'],
    ['train.patienceEpochs=0', 'train.patienceEpochs: expected at least 1, got 0'],
    ['optimiser.clipnorm=1', 'unknown key optimiser.clipnorm: did you mean optimiser.clipNorm?'],
  ])('are refused out of range: %s', (override, message) => {
    expect(() => load(override)).toThrow(new ConfigError(message));
  });

  it.each([
    [
      ['optimiser.weightDecay=0.01'],
      'optimiser.weightDecay is 0.01, but optimiser.kind is adam, which does not use it: ' +
        'remove it, or set optimiser.kind to adamw or sgd',
    ],
    [
      ['optimiser.kind=adamw', 'optimiser.momentum=0.5'],
      'optimiser.momentum is 0.5, but optimiser.kind is adamw, which does not use it: ' +
        'remove it, or set optimiser.kind to sgd',
    ],
    [
      ['optimiser.nesterov=true'],
      'optimiser.nesterov is true, but optimiser.kind is adam, which does not use it: ' +
        'remove it, or set optimiser.kind to sgd',
    ],
    [
      ['optimiser.kind=sgd', 'optimiser.beta2=0.99'],
      'optimiser.beta2 is 0.99, but optimiser.kind is sgd, which does not use it: ' +
        'remove it, or set optimiser.kind to adam or adamw',
    ],
    [
      ['optimiser.kind=sgd', 'optimiser.nesterov=true', 'optimiser.momentum=0'],
      'optimiser.nesterov is true, but optimiser.momentum is 0: expected a momentum above 0',
    ],
  ])('are refused if they would have no effect: %s', (overrides, message) => {
    expect(() => load(...overrides)).toThrow(new ConfigError(message));
  });

  it.each([
    ['optimiser.kind=sgd', 'optimiser.kind is sgd', 'set optimiser.kind to adam'],
    ['optimiser.kind=adamw', 'optimiser.kind is adamw', 'set optimiser.kind to adam'],
    ['optimiser.clipNorm=1', 'optimiser.clipNorm is 1', 'set optimiser.clipNorm to null'],
    ['optimiser.averageDecay=0.9', 'optimiser.averageDecay is 0.9', 'set optimiser.averageDecay to 0'],
  ])('are refused with learned loss weights: %s', (override, problem, remedy) => {
    expect(() => load(override, 'loss.learned.everySteps=5')).toThrow(
      new ConfigError(
        `${problem}, but loss.learned.everySteps is 5, which derives the loss weights from plain Adam's update: ` +
          `${remedy}, or loss.learned.everySteps to 0`,
      ),
    );
  });
});

describe('the settings of image tasks', () => {
  it('have no augmentation by default, and that of recordings has no such settings', () => {
    expect(loadImages().data.augmentation).toEqual({ shiftPixels: 0, elasticAlpha: 0, elasticSigma: 4, flip: false });
    expect(() => load('data.augmentation.flip=true')).toThrow('unknown key data.augmentation.flip');
  });

  it.each([
    ['data.augmentation.shiftPixels=1.5', 'data.augmentation.shiftPixels: expected a whole number, got 1.5'],
    ['data.augmentation.shiftPixels=15', 'data.augmentation.shiftPixels: expected at most 14, got 15'],
    ['data.augmentation.elasticAlpha=-1', 'data.augmentation.elasticAlpha: expected at least 0, got -1'],
    ['data.augmentation.elasticSigma=0', 'data.augmentation.elasticSigma: expected more than 0, got 0'],
    ['data.augmentation.elasticSigma=17', 'data.augmentation.elasticSigma: expected at most 16, got 17'],
  ])('are refused out of range: %s', (override, message) => {
    expect(() => loadImages(override)).toThrow(new ConfigError(message));
  });

  it('refuse early stopping without validation images', () => {
    const patience = 'train.patienceEpochs=3';
    expect(loadImages(patience, 'data.validationExamples=100').train.patienceEpochs).toBe(3);
    expect(() => loadImages(patience, 'data.validationExamples=0')).toThrow(
      new ConfigError(
        'train.patienceEpochs is 3, but no examples are held out to tell when to stop: ' +
          'set data.validationExamples or data.validationFraction above 0, or train.patienceEpochs to null',
      ),
    );
  });
});
