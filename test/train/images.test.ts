import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dataset, IMAGES, splitSemiSupervised } from '#src/data/index.js';
import { openImageDataset, type ImageDataset } from '#src/data/images/index.js';
import { createEngine, type Engine } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { tf } from '#src/ops/index.js';
import { loadConfig } from '#src/train/config/index.js';
import type { EpochEvent, TrainEvent } from '#src/train/events/index.js';
import { train, type TrainOptions } from '#src/train/loop.js';
import { writeDigits } from '../helpers/digits.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { ofType } from '../helpers/train-tones.js';
import { imageTasks } from '#src/train/index.js';

let engine: Engine;
const folder = useTemporaryFolder();
let images: ImageDataset;
beforeAll(async () => {
  engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  writeDigits(folder.path);
  images = await openImageDataset({ dataset: 'mnist', dir: folder.path, split: 'train', normalisation: 'unit-norm' });
});
afterAll(async () => {
  await engine.dispose();
});

/** Trains resnet3-16 on the digits in batches of 6 and reports every step. */
async function* trainDigits(out: string, overrides: readonly string[], more: Partial<TrainOptions> = {}) {
  const config = loadConfig(
    {
      task: 'mnist',
      overrides: [
        ...['model.name=resnet3-16', 'data.batchSize=6', 'data.epochMinSteps=10', 'train.reportEverySeconds=0'],
        ...overrides,
      ],
    },
    [imageTasks],
  );
  const model = createModel(config.model, { inputShape: images.inputShape, classCount: 10 });
  const parts = splitSemiSupervised(images, { labels: 20, validationExamples: 12, seed: 1 });
  yield* train({ config, engine, model, out: `${folder.path}/${out}`, units: IMAGES, ...parts, ...more });
}

async function eventsOf(run: AsyncIterable<TrainEvent>): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

describe('a training run on images', () => {
  it('leaks no tensors, however many steps it takes', async () => {
    const counts: number[] = [];
    for await (const event of trainDigits('memory', ['train.steps=30', 'train.checkpointEverySeconds=0'])) {
      if (event.type === 'step') counts.push(tf.memory().numTensors);
    }
    expect(counts).toHaveLength(30);
    expect(new Set(counts).size).toBe(1);
  });

  it('validates single examples, and ranks epochs by their accuracy', async () => {
    const events = await eventsOf(trainDigits('ranks', ['train.steps=120']));
    const epochs = ofType(events, 'epoch') as (EpochEvent & { validation: { accuracy: number } })[];
    expect(epochs.length).toBeGreaterThan(2);
    const accuracies = epochs.map(({ validation }) => validation.accuracy);
    const lastBest = epochs.filter(({ best }) => best).at(-1)!;
    expect(lastBest.validation.accuracy).toBe(Math.max(...accuracies));
    const end = ofType(events, 'end')[0]!;
    expect(end.result!.validation).toEqual({
      last: epochs.at(-1)!.validation,
      best: { epoch: lastBest.epoch, ...lastBest.validation },
    });
    expect(end.result!.test).toBeUndefined();
  });

  it('opens the test split once, at the end, and not at all if it is stopped before', async () => {
    let opened = 0;
    const test = () => {
      opened++;
      return Promise.resolve({ dataset: images, partialData: 'half of it' });
    };
    const whole: TrainEvent['type'][] = [];
    for await (const { type } of trainDigits('test', ['train.steps=3'], { test })) {
      whole.push(type);
      expect(opened).toBe(type === 'end' ? 1 : 0);
    }
    expect(whole.at(-1)).toBe('end');
    const stop = new AbortController();
    stop.abort();
    const stopped = await eventsOf(trainDigits('stopped', ['train.steps=3'], { test, signal: stop.signal }));
    expect(ofType(stopped, 'end')[0]).toMatchObject({ reason: 'interrupted', step: 0 });
    expect(opened).toBe(1);
  });

  it('has no result if it is stopped during the evaluation of the test split, until it is resumed', async () => {
    const stop = new AbortController();
    const test = () => {
      stop.abort();
      return Promise.resolve({ dataset: images });
    };
    const stopped = await eventsOf(trainDigits('measuring', ['train.steps=3'], { test, signal: stop.signal }));
    const end = ofType(stopped, 'end')[0]!;
    expect([end.reason, end.step, end.result]).toEqual(['interrupted', 3, undefined]);
    const more = { test: () => Promise.resolve({ dataset: images }), resume: true };
    const resumed = await eventsOf(trainDigits('measuring', ['train.steps=3'], more));
    const [again] = ofType(resumed, 'end');
    expect([again!.reason, again!.result!.steps, again!.result!.examples.test]).toEqual(['finished', 3, 200]);
  });

  describe('with augmentation', () => {
    const changes = { shiftPixels: 2, elasticAlpha: 20, elasticSigma: 4, flip: false };
    const opened = async (augmentation: typeof changes): Promise<Pick<TrainOptions, 'train' | 'validation'>> => {
      const source = { dataset: 'mnist', dir: folder.path, split: 'train', normalisation: 'unit-norm' } as const;
      const dataset = await openImageDataset({ ...source, augmentation });
      const { train: examples, validation } = splitSemiSupervised(dataset, {
        ...{ labels: 20, validationExamples: 12, seed: 1 },
      });
      return { train: examples, validation: withoutAugment(validation!) };
    };
    /** Fails if anything is augmented. */
    const withoutAugment = (dataset: Dataset): Dataset => ({
      ...dataset,
      augment: () => {
        throw new Error('evaluation reads the originals');
      },
    });
    const losses = async (out: string, parts: Partial<TrainOptions>, overrides: readonly string[] = []) => {
      const events = await eventsOf(trainDigits(out, ['train.steps=12', ...overrides], parts));
      return ofType(events, 'step').map(({ loss }) => loss);
    };

    it('changes the training images by the seed, and no others', async () => {
      const [first, again] = [
        await losses('augmented', await opened(changes)),
        await losses('again', await opened(changes)),
      ];
      expect(again).toEqual(first);
      expect(await losses('reseeded', await opened(changes), ['seed=2'])).not.toEqual(first);
      expect(await losses('plain', {})).not.toEqual(first);
    });

    it('changes nothing if it is off', async () => {
      const off = { shiftPixels: 0, elasticAlpha: 0, elasticSigma: 4, flip: false };
      expect(await losses('off', await opened(off))).toEqual(await losses('without', {}));
    });

    it('continues with the same images after a stop', async () => {
      const parts = await opened(changes);
      const whole = await losses('unbroken', parts);
      await eventsOf(trainDigits('broken', ['train.steps=12', 'train.maxSteps=5'], parts));
      const rest = await losses('broken', { ...parts, resume: true });
      expect(rest).toEqual(whole.slice(5));
    });

    it('is opened from the configuration', async () => {
      const overrides = ['data.augmentation.shiftPixels=1', 'data.validationExamples=12', `data.path=${folder.path}`];
      const load = (more: readonly string[]) => loadConfig({ task: 'mnist', overrides: more }, [imageTasks]);
      const { runData } = await imageTasks.openData(load([...overrides, 'data.labels=null']));
      expect(runData.train.augment).toBeDefined();
      const { dataset: test } = await runData.test!();
      expect(test.augment).toBeUndefined();
      const { runData: plain } = await imageTasks.openData(load([...overrides.slice(1), 'data.labels=null']));
      expect(plain.train.augment).toBeUndefined();
    });
  });
});
