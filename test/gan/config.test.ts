import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { recordingGans } from '#audio/gan/index.js';
import { TASK_KINDS } from '#cli/kinds.js';
import { createPlayers, imageGans } from '#src/gan/index.js';
import { formatConfig, loadConfig, taskNames } from '#src/train/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const GAN_KINDS = [recordingGans, imageGans];

const { path: folder } = useTemporaryFolder();

describe('adversarial experiments', () => {
  it.each(taskNames(GAN_KINDS))('%s: its configuration is complete, and survives writing and reading', (task) => {
    const config = loadConfig({ task }, GAN_KINDS);
    const file = join(folder, `${task}.yaml`);
    writeFileSync(file, formatConfig(config));
    expect(loadConfig({ file }, GAN_KINDS)).toEqual(config);
  });

  it('are not tasks of lyrebird train', () => {
    expect(taskNames(TASK_KINDS).filter((name) => name.includes('gan'))).toEqual([]);
  });

  it('apply presets, then overrides, then values', () => {
    const config = loadConfig(
      {
        task: 'mnist',
        preset: { 'train.steps': 5, 'loss.margin': 0.1, seed: 9 },
        overrides: ['loss.margin=0.2', 'seed=8'],
        values: { seed: 7 },
      },
      GAN_KINDS,
    );
    expect([config.train.steps, config.loss.margin, config.seed]).toEqual([5, 0.2, 7]);
  });

  it.each([
    ['mnist', ['loss.margn=1'], 'unknown key loss.margn: did you mean loss.margin?'],
    ['mnist', ['loss.margin=0'], 'loss.margin: expected more than 0, got 0'],
    [
      'mnist',
      ['discriminator.name=bird10'],
      'discriminator.name: expected one of small-cnn, large-cnn, resnet2-32, resnet3-16, mlp, got "bird10"',
    ],
    [
      'birds',
      ['discriminator.name=bird-mel'],
      'discriminator.name: expected one of bird10, mlp, spectral-mlp, got "bird-mel"',
    ],
    [
      'birds',
      ['audio.augmentation.speed=0.1'],
      'audio.augmentation has no effect on a GAN, which learns from segments as they are: remove it',
    ],
    [
      'mnist',
      ['discriminator.name=small-cnn'],
      'discriminator.hidden is not an option of small-cnn: only dense networks have it (mlp, spectral-mlp)',
    ],
    [
      'mnist',
      ['discriminator.activation=sigmoid'],
      'discriminator mlp: expected activation relu or leaky-relu, and no kind',
    ],
    [
      'birds',
      ['discriminator.windowLength=64'],
      'discriminator.windowLength is not an option of bird10: only spectral-mlp has it',
    ],
    [
      'mnist',
      ['generator.stride=64'],
      'generator.stride is a setting for recordings, but this task uses images: remove it, got 64',
    ],
    ['mnist', ['train.steps=0'], 'train.steps: expected at least 1, got 0'],
    ['mnist', ['discriminator.hidden=[10001]'], 'discriminator.hidden.0: expected at most 10000, got 10001'],
  ])('%s with %j is rejected: %s', (task, overrides, message) => {
    expect(() => loadConfig({ task, overrides }, GAN_KINDS)).toThrow(new ConfigError(message));
  });

  it('can be read from the previous version: without a kind, and with default settings of the other kind', () => {
    const file = join(folder, 'old.yaml');
    const { kind: _, ...settings } = loadConfig({ task: 'mnist' }, [imageGans]);
    const old = {
      ...settings,
      audio: { sampleRateHz: 44_100, segmentSeconds: 0.5, overlap: 0.9, normalisation: 'segment' },
      data: { ...settings.data, validationFraction: 0.25 },
      generator: { ...settings.generator, filters: 96, filterLength: 512, stride: 128 },
    };
    writeFileSync(file, formatConfig(old));
    expect(loadConfig({ file }, GAN_KINDS)).toEqual(loadConfig({ task: 'mnist' }, GAN_KINDS));
  });

  it('require a task or a file', () => {
    expect(() => loadConfig({}, GAN_KINDS)).toThrow(
      new ConfigError('no task given: choose one of birds, mnist, or give a configuration file'),
    );
  });

  it('create the networks that they name', () => {
    const conv = loadConfig(
      {
        task: 'mnist',
        overrides: ['discriminator={name: small-cnn, kind: max, outputs: 20}'],
      },
      GAN_KINDS,
    );
    const { discriminator, generator } = createPlayers(imageGans, conv, [28, 28, 1]);
    expect(discriminator).toMatchObject({ name: 'small-cnn', classCount: 20, inputShape: [28, 28, 1] });
    expect(generator).toMatchObject({ name: 'upsampling-cnn', outputShape: [28, 28, 1] });
  });
});
