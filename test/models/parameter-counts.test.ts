import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { createModel, MODEL_NAMES } from '#src/models/index.js';
import { createRng } from '#src/rng.js';

const COUNTS = [
  ['small-cnn', 1, 131_512, 131_204],
  ['large-cnn', 1, 1_368_010, 1_366_752],
  ['resnet2-32', 1, 330_186, 329_248],
  ['resnet3-16', 1, 137_162, 136_464],
] as const;

describe.each(COUNTS)('%s', (name, channels, withBiases, without) => {
  it.each([
    ['max', withBiases],
    ['mean', withBiases],
    ['inhibitor', without],
  ])('of kind %s has %i parameters', (kind, expected) => {
    const model = createModel({ name, kind }, { inputShape: [28, 28, channels], classCount: 10 });
    const counted = Object.values(model.init(createRng(0))).reduce((sum, { data }) => sum + data.length, 0);
    expect(counted).toBe(expected);
    expect(model.parameterCount).toBe(expected);
  });
});

it('large-cnn on three channels has 1,369,738 parameters', () => {
  expect(createModel({ name: 'large-cnn' }, { inputShape: [32, 32, 3], classCount: 10 }).parameterCount).toBe(
    1_369_738,
  );
});

it('an unknown network or option value is rejected, listing the valid ones', () => {
  const shape = { inputShape: [28, 28, 1], classCount: 10 };
  expect(() => createModel({ name: 'vgg' }, shape)).toThrow(
    `model.name: expected one of ${MODEL_NAMES.join(', ')}, got "vgg"`,
  );
  expect(() => createModel({ name: 'small-cnn', kind: 'median' }, shape)).toThrow(
    'model.kind: expected one of mean, max, inhibitor, got "median"',
  );
});

it.each([
  [{ name: 'small-cnn', kinds: 'mean' }, 'model.kinds is not an option of small-cnn: did you mean model.kind?'],
  [
    { name: 'resnet2-32', depth: 3 },
    'model.depth is not an option of resnet2-32: expected one of model.kind, model.activation',
  ],
  [{ name: 'bird10', kind: 'mean' }, 'model.kind is not an option of bird10: it has no options'],
])('an unknown option is rejected: %j', (spec, message) => {
  expect(() => createModel(spec, { inputShape: [28, 28, 1], classCount: 10 })).toThrow(new ConfigError(message));
});
