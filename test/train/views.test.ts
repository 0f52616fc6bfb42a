import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { type Dataset, UNLABELLED } from '#src/data/index.js';
import { imageTasks, loadConfig, trainProgram } from '#src/train/index.js';
import { createStepAssembler } from '#src/train/step-inputs.js';
import { stepOptions } from '#src/train/step-options.js';
import { prepareData } from '#src/train/training-data.js';
import { endOf, filesOf, ofType, trainTones } from '../helpers/train-tones.js';
import { tones } from '../helpers/tones.js';
import { useRuns } from '../helpers/use-runs.js';

const runs = useRuns();

/** Twenty images of one value each, of which every fourth has a label. A change adds a random fraction. */
const numbers: Dataset = {
  name: 'numbers',
  classes: ['even', 'odd'],
  inputShape: [12, 12, 1],
  length: 20,
  label: (index) => (index % 4 === 0 ? (index / 4) % 2 : UNLABELLED),
  source: (index) => index,
  read: (index, out, offset) => void out.fill(index, offset, offset + 144),
  augment(index, rng, out, offset) {
    out.fill(index + rng.uniform(), offset, offset + 144);
    return undefined;
  },
};
const SIZE = ['data.batchSize=8', 'data.labelledFraction=0.25'];
const configOf = (...overrides: string[]) =>
  loadConfig({ task: 'mnist', overrides: [...SIZE, ...overrides] }, [imageTasks]);
const modelOf = (config: ReturnType<typeof configOf>) =>
  createModel(config.model, { inputShape: numbers.inputShape, classCount: 2 });

describe('the batches of a run with two views', () => {
  it('hold each example twice, changed in two ways, with its label', () => {
    const config = configOf('data.views=2');
    const model = modelOf(config);
    const rng = createRng(1);
    const { dataset, sampler } = prepareData({ train: numbers }, model, config, rng);
    const assembler = createStepAssembler({ config, model, dataset, sampler, rng, steps: 10 });
    for (let step = 0; step < 10; step++) {
      const { inputs, rows } = assembler.assemble(step);
      const values = Array.from({ length: rows }, (_, row) => inputs['x']!.data[144 * row]!);
      const labels = inputs['label']!.data;
      expect(rows % 2).toBe(0);
      for (let row = 0; row < rows; row += 2) {
        const example = Math.floor(values[row]!);
        expect(Math.floor(values[row + 1]!)).toBe(example);
        expect(values[row + 1]).not.toBe(values[row]);
        expect([labels[row], labels[row + 1]]).toEqual([numbers.label(example), numbers.label(example)]);
      }
      expect(inputs['rows/labelled']!.data[0]).toBe(2);
      assembler.recycle(inputs);
    }
  });

  it('reach the step, whose entropy they change', () => {
    expect(stepOptions(configOf('data.views=2'))).toMatchObject({ batchSize: 8, views: 2 });
    const config = configOf('data.views=2');
    expect(trainProgram(modelOf(config), stepOptions(config)).dataParallel).toMatchObject({ rowsPerExample: 2 });
  });
});

describe('several views are refused', () => {
  const refusal = (overrides: readonly string[], train: Dataset = numbers): (() => unknown) => {
    return () => {
      const config = configOf(...overrides);
      return prepareData({ train }, modelOf(config), config, createRng(1));
    };
  };

  it.each([['loss.beta=1'], ['loss.entropy=0'], ['loss.alpha=1']])('where E has no weight: %s', (override) => {
    expect(refusal(['data.views=2', override])).toThrow(
      new ConfigError('data.views: expected 1, as E, which more views change, has no weight, got 2'),
    );
  });

  it('where a batch holds one example', () => {
    expect(refusal(['data.views=8'])).toThrow(
      new ConfigError(
        'data.views: expected a divisor of data.batchSize (8), and at least two examples in a batch, got 8',
      ),
    );
  });

  it('where a micro-batch does not hold them', () => {
    expect(refusal(['data.views=2', 'engine.microBatchSize=1'])).toThrow(
      new ConfigError('engine.microBatchSize: expected at least data.views (2), which stay together, got 1'),
    );
  });

  it('where nothing makes them differ', () => {
    const { augment: _, ...plain } = numbers;
    expect(refusal(['data.views=2'], plain)).toThrow(
      /^data\.views: expected 1 for examples without augmentation and a network without dropout/,
    );
    expect(refusal([], plain)).not.toThrow();
  });
});

describe('a run with two views', () => {
  const overrides = ['data.views=2', 'data.labelledFraction=0.4'];
  const unlabelled = tones({ name: 'unlabelled', seed: 3 });

  it('that is stopped and resumed ends with the same files, and its result names the views', async () => {
    const options = { engine: runs.engine, overrides, unlabelled };
    const events = await trainTones({ ...options, out: runs.at('whole') });
    expect(ofType(events, 'start')[0]!.views).toBe(2);
    expect(endOf(events).result!.settings).toMatchObject({ batchSize: 10, views: 2 });
    await trainTones({ ...options, out: runs.at('broken'), stopAt: 7 });
    await trainTones({ ...options, out: runs.at('broken'), resume: true });
    expect(filesOf(runs.at('broken'))).toEqual(filesOf(runs.at('whole')));
  });

  it('warns where no example is without a label', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('labels'), overrides });
    expect(ofType(events, 'warning').map(({ message }) => message)).toEqual([
      'data.views is 2, but there are no unlabelled examples, to which E applies: ' +
        'all views count as examples with labels',
    ]);
  });
});
