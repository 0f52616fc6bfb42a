import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { createEngine, type Engine, type HostTensors } from '#src/engine/index.js';
import { evaluateExamples, type ExampleScore } from '#src/eval/index.js';
import { createModel, fromLayersModel, type Model } from '#src/models/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { loadConfig, loadModel, readModelFolder, train, trainProgram, type TrainEvent } from '#src/train/index.js';
import { stepOptions } from '#src/train/step-options.js';
import { tones } from '../helpers/tones.js';
import { useRuns } from '../helpers/use-runs.js';
import { recordingTasks } from '#audio/training/index.js';

const runs = useRuns();
const SAMPLES = 64;
const dataset = tones({ name: 'train', samples: SAMPLES });
const validation = tones({ name: 'validation', seed: 2, recordings: 1, samples: SAMPLES });

/** Weights that somebody trained: a frozen layer, one of which the bias alone is, and dropout. */
function network(): tf.LayersModel {
  const { layers } = tf;
  const own = tf.sequential({
    layers: [
      layers.reshape({ inputShape: [SAMPLES], targetShape: [SAMPLES, 1] }),
      layers.conv1d({ filters: 6, kernelSize: 8, strides: 4, activation: 'relu', trainable: false }),
      layers.flatten(),
      layers.dense({ units: 12, activation: 'tanh' }),
      layers.dropout({ rate: 0.25 }),
      layers.dense({ units: 3, biasInitializer: 'ones' }),
    ],
  });
  const [convolution] = own.layers.slice(1);
  convolution!.setWeights(convolution!.getWeights().map((weight, i) => tf.tensor(drawn(weight.size, i), weight.shape)));
  return own;
}

const drawn = (size: number, stream: number): number[] => {
  const rng = createRng(31).split(stream);
  return Array.from({ length: size }, () => 0.4 * rng.normal());
};

interface LayersRun {
  readonly engine?: Engine;
  readonly out: string;
  readonly model?: Model;
  readonly overrides?: readonly string[];
  readonly stopAt?: number;
  readonly resume?: boolean;
}

async function trained(run: LayersRun): Promise<TrainEvent[]> {
  const { out, engine = runs.engine, resume = false, overrides = [], stopAt } = run;
  const config = loadConfig(
    {
      task: 'bird10',
      overrides: ['data.batchSize=10', 'train.epochs=3', 'train.reportEverySeconds=0', ...overrides],
    },
    [recordingTasks],
  );
  const model = run.model ?? fromLayersModel(network(), { weights: 'seed' });
  const controller = new AbortController();
  const events: TrainEvent[] = [];
  const options = { config, engine, model, out, resume, train: dataset, validation, signal: controller.signal };
  for await (const event of train(options)) {
    events.push(event);
    if (event.type === 'step' && event.step === stopAt) controller.abort();
  }
  return events;
}

const FROZEN = ['conv1d_Conv1D1/kernel', 'conv1d_Conv1D1/bias'];
const bits = (tensors: HostTensors, names: readonly string[]): Record<string, number[]> =>
  Object.fromEntries(names.map((name) => [name, [...new Uint32Array(tensors[name]!.data.slice().buffer)]]));

describe('a run on a network of layers', () => {
  it.each(['compiled', 'compiled, threads that share a batch', 'eager'])(
    'leaves frozen weights as they were, bit by bit, and trains the others: %s',
    async (way) => {
      const sharing = way.includes('share');
      const engine = await createEngine(
        way === 'eager'
          ? { engine: 'eager', device: 'cpu' }
          : { engine: 'compiled', device: 'cpu', threads: sharing ? 2 : 1 },
      );
      try {
        const own = network();
        const model = { ...fromLayersModel(own), ...(sharing && { microBatchSize: 3 }) };
        await trained({ engine, out: runs.at('run'), model });
        const before = model.init(createRng(1));
        const { parameters, resume } = await readModelFolder(runs.at('run/last'));
        expect(Object.keys(parameters).sort()).toEqual(Object.keys(before).sort());
        expect(bits(parameters, FROZEN)).toEqual(bits(before, FROZEN));
        for (const name of Object.keys(before).filter((key) => !FROZEN.includes(key))) {
          expect(bits(parameters, [name]), name).not.toEqual(bits(before, [name]));
        }
        const moments = Object.keys(resume!.optimiser).filter((name) => name.startsWith('firstMoment/'));
        expect(moments.sort()).toEqual(
          ['dense_Dense1', 'dense_Dense2'].flatMap((layer) => [
            `firstMoment/${layer}/bias`,
            `firstMoment/${layer}/kernel`,
          ]),
        );
      } finally {
        await engine.dispose();
      }
    },
  );

  it('loads from its folder alone, in this process and in a fresh one, and says the same', async () => {
    const model = fromLayersModel(network());
    await trained({ out: runs.at('run'), model });
    // Names by which TensorFlow.js would number the layers of the network that is loaded.
    for (let i = 0; i < 3; i++) network();
    const { manifest, parameters } = await loadModel(runs.at('run'));
    const loaded = createModel(manifest.model, { inputShape: [SAMPLES], classCount: 3 });
    const here = await scoreOfNoise(loaded, parameters);
    expect(here).toEqual(await scoreOfNoise(model, parameters));
    const { stdout } = await execa(process.execPath, ['test/helpers/measure-child.mjs', runs.at('run')]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(here)));
  });

  it('gives the same weights again from the same seed, and goes on where it was stopped', async () => {
    await trained({ out: runs.at('whole') });
    await trained({ out: runs.at('parts'), stopAt: 5 });
    await trained({ out: runs.at('parts'), resume: true });
    await trained({ out: runs.at('other'), overrides: ['seed=2'] });
    const [whole, parts, other] = await Promise.all(
      ['whole', 'parts', 'other'].map(async (name) => (await readModelFolder(runs.at(`${name}/last`))).parameters),
    );
    const names = Object.keys(whole!);
    expect(bits(parts!, names)).toEqual(bits(whole!, names));
    expect(bits(other!, FROZEN)).toEqual(bits(whole!, FROZEN));
    expect(bits(other!, names)).not.toEqual(bits(whole!, names));
  });

  it('learns the weights of its loss with frozen layers as well', async () => {
    const events = await trained({ out: runs.at('run'), overrides: ['loss.learned.everySteps=2', 'train.epochs=1'] });
    const { parameters } = await readModelFolder(runs.at('run/last'));
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'finished' });
    expect(bits(parameters, FROZEN)).toEqual(bits(fromLayersModel(network()).init(createRng(1)), FROZEN));
  });

  it('has nothing to do where everything is frozen', () => {
    const own = network();
    own.trainable = false;
    const config = loadConfig({ task: 'bird10' }, [recordingTasks]);
    expect(() => trainProgram(fromLayersModel(own), stepOptions(config))).toThrow(
      'network "sequential_1": expected something to train, got frozen parameters only',
    );
  });
});

/** As `measure-child.mjs` measures it. */
async function scoreOfNoise(model: Model, parameters: HostTensors): Promise<ExampleScore> {
  const rng = createRng(8);
  const values = Float32Array.from({ length: 30 * SAMPLES }, () => rng.normal());
  return evaluateExamples({
    engine: runs.engine,
    model,
    parameters,
    dataset: {
      name: 'noise',
      classes: dataset.classes,
      inputShape: [SAMPLES],
      length: 30,
      label: (index) => index % 3,
      source: (index) => index,
      read: (index, out, offset) => out.set(values.subarray(index * SAMPLES, (index + 1) * SAMPLES), offset),
    },
    residual: { reduction: 'sum', distance: 'euclidean' },
  });
}
