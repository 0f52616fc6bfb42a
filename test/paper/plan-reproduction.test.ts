import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { createStepCounter, planReproduction, type ReproductionRequest } from '#src/paper/index.js';
import { loadConfig } from '#src/train/config/index.js';
import { tones } from '../helpers/tones.js';
import { recordingTasks } from '#audio/training/index.js';

const plan = (request: Omit<ReproductionRequest, 'of'> = {}) =>
  planReproduction({ of: { kind: 'table', name: '2' }, only: ['SmallUCNN/Sup1000'], ...request });

describe('the plan of a reproduction', () => {
  it('has the cells, seeds and settings of the description, and a folder of its name', () => {
    const { reproduction, settings, seeds, out } = plan();
    expect([reproduction.name, reproduction.task, seeds, settings, out]).toEqual([
      ...['table-2', 'mnist', 5, {}, join('runs', 'table-2')],
    ]);
    expect(reproduction.cells.map(({ name, settings: cellSettings }) => [name, cellSettings['train.steps']])).toEqual([
      ['SmallUCNN/Sup1000', 1500],
    ]);
    const figure = planReproduction({ of: { kind: 'figure', name: '2' } });
    expect([figure.reproduction.name, figure.seeds, figure.out]).toEqual(['figure-2', 10, join('runs', 'figure-2')]);
  });

  it.each([
    [{ steps: 7 }, 'table-2-steps7', 5, {}],
    [{ epochs: 3 }, 'table-2-epochs3', 5, {}],
    [{ quick: true }, 'table-2-quick', 1, { 'train.steps': 200 }],
  ])(
    'of a different length, %j, is a different sweep and overrides the cells’ lengths',
    (length, name, seeds, settings) => {
      const { reproduction, ...rest } = plan(length);
      expect(rest).toEqual({ settings, seeds, out: join('runs', name) });
      expect(reproduction.cells[0]!.settings).not.toHaveProperty(['train.steps']);
    },
  );

  it('takes seeds and a folder from the request, and rejects unknown cells', () => {
    expect(plan({ seeds: 2, out: 'here' })).toMatchObject({ seeds: 2, out: 'here' });
    expect(() => plan({ only: ['MediumCNN'] })).toThrow(ConfigError);
  });
});

describe('the number of steps of a run', () => {
  const config = (...overrides: string[]) => loadConfig({ task: 'bird10', overrides }, [recordingTasks]);

  it('depends on the data, which is loaded once; a length in steps needs no data', async () => {
    let opened = 0;
    const stepsOf = createStepCounter(async () => {
      opened++;
      return { runData: { train: tones() } };
    });
    expect(await stepsOf(config('train.steps=9'))).toBe(9);
    expect(opened).toBe(0);
    const epochs = (count: number) => stepsOf(config('data.batchSize=10', `train.epochs=${count}`));
    expect([await epochs(3), await epochs(5)]).toEqual([12, 20]);
    expect(opened).toBe(1);
  });
});
