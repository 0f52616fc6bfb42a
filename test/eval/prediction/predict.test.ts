import { afterAll, describe, expect, it } from 'vitest';
import { createEngine } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { predictProgram } from '#src/eval/prediction/predict.js';

describe('the prediction program', async () => {
  const engine = await createEngine({ threads: 1 });
  afterAll(() => engine.dispose());
  const rng = createRng(3);
  const model = createModel({ name: 'bird10' }, { inputShape: [22_050], classCount: 10 });
  const parameters = model.init(rng.split('parameters'));
  const batchSize = 3;
  const examples = rng.split('x').fillUniform(new Float32Array(batchSize * 22_050));

  /** The first `length` samples of every example. */
  const x = (length: number) => {
    const data = new Float32Array(batchSize * length);
    for (let row = 0; row < batchSize; row++) {
      data.set(examples.subarray(row * 22_050, row * 22_050 + length), row * length);
    }
    return { dtype: 'float32' as const, shape: [batchSize, length], data };
  };

  const withState = await engine.compile(predictProgram(model, { batchSize }));
  await withState.writeState(
    Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`parameters/${name}`, value])),
  );
  const expected = (await withState.run({ x: x(22_050) })).outputs['logits']!.data as Float32Array;

  it('says the same with parameters built in, and with what the network does not read left out', async () => {
    const inputShape = model.usedInputShape!;
    expect(inputShape[0]).toBeLessThan(22_050);
    const built = await engine.compile(predictProgram(model, { batchSize, inputShape, parameters }));
    const got = (await built.run({ x: x(inputShape[0]!) })).outputs['logits']!.data as Float32Array;
    expect(got).toHaveLength(expected.length);
    got.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
    await built.dispose();
  });
});
