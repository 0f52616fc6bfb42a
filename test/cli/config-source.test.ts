import { expect, it } from 'vitest';
import { configSource } from '#cli/options/config-source.js';

it('folds take the place of validation recordings', () => {
  expect(configSource({ task: 'birds', folds: 5, groupBy: 'recordist' })).toMatchObject({
    task: 'birds',
    values: { 'data.folds': 5, 'data.validationFraction': 0, 'data.groupBy': 'recordist' },
  });
  expect(configSource({ task: 'birds' }).values).not.toHaveProperty('data.validationFraction');
});
