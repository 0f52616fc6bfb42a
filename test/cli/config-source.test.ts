import { expect, it } from 'vitest';
import { TASK_KINDS } from '#cli/kinds.js';
import { configSource } from '#cli/options/config-source.js';
import { loadConfig } from '#src/train/index.js';

it('folds take the place of validation recordings', () => {
  expect(configSource({ task: 'birds', folds: 5, groupBy: 'recordist' })).toMatchObject({
    task: 'birds',
    preset: { 'data.validationFraction': 0 },
    values: { 'data.folds': 5, 'data.groupBy': 'recordist' },
  });
  expect(configSource({ task: 'birds' })).not.toHaveProperty('preset');
});

it('folds and validation recordings are both taken if the command line asks for both', () => {
  const source = configSource({ task: 'bird10', folds: 5, set: ['data.validationFraction=0.3'] });
  expect(loadConfig(source, TASK_KINDS)).toMatchObject({ data: { folds: 5, validationFraction: 0.3 } });
});
