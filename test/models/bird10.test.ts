import { expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { createModel } from '#src/models/index.js';

const bird10 = (...inputShape: number[]) => createModel({ name: 'bird10' }, { inputShape, classCount: 3 });

it('takes segments of one output of the second convolution: 4,608 samples, and no fewer', () => {
  const shortest = bird10(4608);
  expect(shortest.usedInputShape).toEqual([4608]);
  expect(shortest.parameterCount).toBe(1025 * 42 + 127 * 42 + 43 * 32 + 33 * 3);
  expect(() => bird10(4607)).toThrow(
    new ConfigError('model bird10: expected segments of at least 4,608 samples, got [4607]'),
  );
});

it('takes no images', () => {
  expect(() => bird10(28, 28, 1)).toThrow(
    new ConfigError('model bird10: expected segments of at least 4,608 samples, got [28, 28, 1]'),
  );
});
