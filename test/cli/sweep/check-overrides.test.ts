import { describe, expect, it } from 'vitest';
import { sweep } from '#cli/commands/sweep/sweep.js';
import { givenSettings } from '#cli/commands/sweep/check-overrides.js';
import { ConfigError } from '#src/errors.js';

const flags = { task: 'bird10', set: [], seeds: 1, out: '/nowhere', color: false };
const HINT = 'and its value would count; leave one of the two out';

describe('a sweep refuses what its grid would override', () => {
  it.each([
    [{ set: ['loss.alpha=0.7'] }, '--set loss.alpha: the cell loss.alpha=0.5 sets it'],
    [{ set: ['loss={alpha: 0.7}'] }, '--set loss.alpha: the cell loss.alpha=0.5 sets it'],
    [{ set: ['loss.alpha.points=[[0, 1]]'] }, '--set loss.alpha.points: the cell loss.alpha=0.5 sets loss.alpha'],
    [{ epochs: 3, grid: ['train.steps=5,6'] }, '--epochs: the cell train.steps=5 sets train.steps'],
    [{ steps: 3, grid: ['train.steps=5,6'] }, '--steps: the cell train.steps=5 sets it'],
  ])('%j', async (given, message) => {
    const refused = sweep({ ...flags, grid: ['loss.alpha=0.5,1'], ...given });
    await expect(refused).rejects.toThrow(new ConfigError(`${message}, ${HINT}`));
  });

  it('but not other settings of a group', () => {
    expect(givenSettings({ set: ['loss.gamma={input: 0.05, conv1: 1}', 'seed=3'], epochs: 2 })).toEqual([
      { option: '--set loss.gamma.input', path: 'loss.gamma.input' },
      { option: '--set loss.gamma.conv1', path: 'loss.gamma.conv1' },
      { option: '--set seed', path: 'seed' },
      { option: '--epochs', path: 'train.epochs' },
    ]);
  });
});
