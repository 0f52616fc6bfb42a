import { expect, it } from 'vitest';
import type { HostTensors } from '#src/engine/types.js';
import { keepPreviousBest, restorePreviousBest } from '#src/train/best-model.js';
import { amendModel, readModelFolder, writeModelFolder } from '#src/train/checkpoint/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const folder = useTemporaryFolder({ perTest: true });

const parametersAt = (step: number): HostTensors => ({
  w: { dtype: 'float32', shape: [1], data: Float32Array.of(step) },
});

/** Writes the best model of a run, saved at a step. */
const saveBest = (step: number): Promise<void> =>
  writeModelFolder(
    folder.at('best'),
    {
      ...{ task: 'birds', model: { name: 'bird10' }, inputShape: [4], classes: ['wren'], backgroundClasses: [] },
      ...{ step, epoch: 1, metrics: {}, seed: 1, config: {}, versions: {} },
    },
    parametersAt(step),
  );

it('the best model is kept and put back without what a report added, whose file is not copied', async () => {
  await saveBest(8);
  const prototypes = { dtype: 'float32' as const, shape: [1, 2], data: Float32Array.of(1, 0) };
  await amendModel(folder.at('best'), { typical: { prototypes, distances: { wren: [0.1] } } });
  await keepPreviousBest(folder.path, 8);
  expect((await readModelFolder(folder.at('previous-best'))).parameters).toEqual(parametersAt(8));
  await saveBest(11);
  await restorePreviousBest(folder.path, 8);
  const { manifest, parameters } = await readModelFolder(folder.at('best'));
  expect(manifest).toMatchObject({ step: 8 });
  expect(manifest).not.toHaveProperty('novelty');
  expect(parameters).toEqual(parametersAt(8));
});
