import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { taskNames } from '#src/train/config/load.js';
import { createPlayers, EBGAN_TASKS, formatEbganConfig, loadEbganConfig } from '#src/gan/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const { path: folder } = useTemporaryFolder();

describe('adversarial experiments', () => {
  it.each(EBGAN_TASKS)('%s: its configuration is whole, and read again as it is written', (task) => {
    const config = loadEbganConfig({ task });
    const file = join(folder, `${task}.yaml`);
    writeFileSync(file, formatEbganConfig(config));
    expect(loadEbganConfig({ file })).toEqual(config);
  });

  it('are no tasks of lyrebird train', () => {
    expect(taskNames().filter((name) => name.includes('gan'))).toEqual([]);
  });

  it('take presets, then overrides, then values', () => {
    const config = loadEbganConfig({
      task: 'mnist',
      preset: { 'train.steps': 5, 'loss.margin': 0.1, seed: 9 },
      overrides: ['loss.margin=0.2', 'seed=8'],
      values: { seed: 7 },
    });
    expect([config.train.steps, config.loss.margin, config.seed]).toEqual([5, 0.2, 7]);
  });

  it.each([
    [['loss.margn=1'], 'unknown key loss.margn: did you mean loss.margin?'],
    [['loss.margin=0'], 'loss.margin: expected more than 0, got 0'],
    [
      ['discriminator.name=bird10'],
      'discriminator.name: expected a network for images, since data.dataset is mnist: one of ',
    ],
    [
      ['data.dataset=recordings', 'discriminator.name=bird-mel'],
      'since data.dataset is recordings: one of bird10, mlp, spectral-mlp, got bird-mel',
    ],
    [['discriminator.name=small-cnn'], 'discriminator.hidden is no option of small-cnn: it is one of mlp'],
    [['discriminator.activation=sigmoid'], 'discriminator mlp: expected activation relu or leaky-relu and no kind'],
    [['train.steps=0'], 'train.steps: expected at least 1, got 0'],
  ])('%j are refused: %s', (overrides, message) => {
    expect(() => loadEbganConfig({ task: 'mnist', overrides })).toThrow(ConfigError);
    expect(() => loadEbganConfig({ task: 'mnist', overrides })).toThrow(message);
  });

  it('need a task or a file', () => {
    expect(() => loadEbganConfig({})).toThrow(
      new ConfigError('no task given: choose one of mnist, birds, or give a configuration file'),
    );
  });

  it('have the networks that they name', () => {
    const conv = loadEbganConfig({
      task: 'mnist',
      overrides: ['discriminator={name: small-cnn, kind: max, outputs: 20}'],
    });
    const { discriminator, generator } = createPlayers(conv, [28, 28, 1]);
    expect(discriminator).toMatchObject({ name: 'small-cnn', classCount: 20, inputShape: [28, 28, 1] });
    expect(generator).toMatchObject({ name: 'upsampling-cnn', outputShape: [28, 28, 1] });
  });
});
