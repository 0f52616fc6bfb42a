import { describe, expect, it } from 'vitest';
import {
  createEngine,
  createModel,
  createRng,
  loadModel,
  mlp,
  predictProgram,
  saveModel,
  ShapeError,
  traceProgram,
  withModel,
} from '#src/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const folder = useTemporaryFolder({ perTest: true });
const MODEL = mlp({ inputShape: [2], classCount: 2 }, { hidden: [3], activation: 'relu' });
const PARAMETERS = MODEL.init(createRng(1));

describe('a model that is saved with the public API', () => {
  it('is loaded again, with what was said of it', async () => {
    const path = folder.at('plane');
    await saveModel(path, MODEL, PARAMETERS, { classes: ['right', 'left'], outputActivation: 'sigmoid', epoch: 3 });
    const { manifest, parameters } = await loadModel(path);
    expect(manifest).toMatchObject({
      task: 'mlp',
      model: { name: 'mlp', hidden: [3] },
      inputShape: [2],
      classes: ['right', 'left'],
      outputActivation: 'sigmoid',
      step: 0,
      epoch: 3,
    });
    expect(parameters).toEqual(PARAMETERS);
  });

  it('runs from its folder alone, if its network has a name', async () => {
    const model = createModel({ name: 'small-cnn' }, { inputShape: [8, 8, 1], classCount: 2 });
    await saveModel(folder.at('images'), model, model.init(createRng(2)), { classes: ['a', 'b'] });
    const loaded = await loadModel(folder.at('images'));
    const options = { engine: 'eager', device: 'cpu' } as const;
    expect(await withModel(loaded, options, ({ model: { name } }) => Promise.resolve(name))).toBe('small-cnn');
  });

  it('is refused with the parameters or the classes of another network', async () => {
    const other = mlp({ inputShape: [2], classCount: 2 }, { hidden: [4], activation: 'relu' }).init(createRng(1));
    const classes = ['right', 'left'];
    await expect(saveModel(folder.at('plane'), MODEL, other, { classes })).rejects.toThrow(ShapeError);
    await expect(saveModel(folder.at('plane'), MODEL, {}, { classes })).rejects.toThrow('got none');
    await expect(saveModel(folder.at('plane'), MODEL, PARAMETERS, { classes: ['right'] })).rejects.toThrow(
      new ShapeError('mlp: expected 2 classes, got 1'),
    );
  });
});

it('a program that is traced with the public API is loaded by an engine', async () => {
  const program = predictProgram(MODEL, { batchSize: 1, parameters: PARAMETERS });
  const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  const loaded = await engine.load!(await traceProgram(program));
  const { outputs } = await loaded.run({ x: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) } });
  expect(outputs['logits']!.shape).toEqual([1, 2]);
  await loaded.dispose();
  await engine.dispose();
});
