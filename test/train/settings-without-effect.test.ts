import { describe, expect, it } from 'vitest';
import { createRng } from '#src/rng.js';
import { createModel } from '#src/models/index.js';
import { loadConfig, imageTasks } from '#src/train/index.js';
import { settingsWithoutEffect } from '#src/train/settings-without-effect.js';
import { prepareData } from '#src/train/training-data.js';
import { recordingTasks } from '#audio/training/index.js';
import { writeDigits } from '../helpers/digits.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { tones } from '../helpers/tones.js';

const folder = useTemporaryFolder();
const load = (overrides: readonly string[]) => loadConfig({ task: 'bird10', overrides }, [recordingTasks]);
const EQ_11 = 'loss.beta has no effect: loss.entropy is set, and Eq. 11 has no such weight';
const NO_E = 'loss.balance has no effect: it is relative to E, which has no weight';
const FIXED = 'has no effect: loss.learned.everySteps is 0, and no weights are learned';

describe('settings of the loss that have no effect', () => {
  it.each([
    [['loss.entropy=0.2', 'loss.beta=0.9'], [EQ_11]],
    [['loss.entropy=0.2'], []],
    [['loss.beta=1', 'loss.balance=2'], [NO_E]],
    [['loss.alpha=1', 'loss.balance=2'], [NO_E]],
    [['loss.entropy=0', 'loss.balance=2'], [NO_E]],
    [['loss.entropy=0.1', 'loss.alpha=1', 'loss.balance=2'], []],
    [['loss.beta=1', 'loss.balance=2', 'loss.reconstructionFirst.over=0.5'], []],
    [['loss.alpha=1', 'loss.beta=0.5'], []],
    [['loss.learned={rate: 20, goal: adversarial}'], [`loss.learned.rate ${FIXED}`, `loss.learned.goal ${FIXED}`]],
    [['loss.learned={everySteps: 5, rate: 20, goal: adversarial}'], []],
  ])('with %j: %j', (overrides, expected) => {
    expect(settingsWithoutEffect(load(overrides))).toEqual(expected);
  });

  it('are warnings of a run', () => {
    const config = load(['loss.learned.rate=20']);
    const train = tones();
    const model = createModel(config.model, { inputShape: train.inputShape, classCount: 3 });
    expect(prepareData({ train }, model, config, createRng(1)).warnings).toEqual([`loss.learned.rate ${FIXED}`]);
  });
});

it('the smoothness of elastic distortions without strength is a warning', async () => {
  writeDigits(folder.path);
  const warningsWith = async (...overrides: string[]): Promise<readonly string[]> => {
    const values = { 'data.path': folder.path, 'data.labels': null, 'data.validationExamples': 0 };
    return (await imageTasks.openData(loadConfig({ task: 'mnist', overrides, values }, [imageTasks]))).warnings;
  };
  const message = 'data.augmentation.elasticSigma has no effect: elasticAlpha is 0';
  expect(await warningsWith('data.augmentation.elasticSigma=6')).toContain(message);
  const on = await warningsWith('data.augmentation={elasticAlpha: 8, elasticSigma: 6}');
  expect(on).not.toContain(message);
});
