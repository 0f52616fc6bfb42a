import { expect, it } from 'vitest';
import { TERM_NAMES } from '#src/losses/index.js';
import { metrics } from '#src/train/checkpoint/metrics-schema.js';
import { termsOf } from '../../helpers/terms.js';

it('a term that did not exist yet when a file was written is read as 0', () => {
  const written = { loss: 1, ...termsOf({ crossEntropy: 2, residual: 3 }) };
  for (const name of TERM_NAMES) {
    const { [name]: _, ...older } = written;
    expect(metrics.parse(older)).toEqual({ ...written, [name]: 0 });
  }
});

it('a term that is not a number is refused', () => {
  expect(metrics.safeParse({ loss: 1, ...termsOf({}), residual: null }).success).toBe(false);
});
