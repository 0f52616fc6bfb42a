import { describe, expect, it } from 'vitest';
import { createSampler, type SamplerOptions, withViews } from '#src/data/sampler.js';
import { createRng } from '#src/rng.js';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);
const options = (overrides: Partial<SamplerOptions>): SamplerOptions => ({
  labelled: range(0, 23),
  unlabelled: [],
  batchSize: 5,
  labelledFraction: 0.4,
  epochOf: 'labelled',
  rng: createRng(1).split('batches'),
  ...overrides,
});

describe('createSampler', () => {
  it('returns every example once per epoch, with a smaller last batch, in a new order each epoch', () => {
    const sampler = createSampler(options({}));
    expect(sampler.stepsPerEpoch).toBe(5);
    const epochs = [0, 1].map((epoch) => range(epoch * 5, epoch * 5 + 5).map((step) => [...sampler.batch(step)]));
    for (const batches of epochs) {
      expect(batches.map((batch) => batch.length)).toEqual([5, 5, 5, 5, 3]);
      expect(batches.flat().sort((a, b) => a - b)).toEqual(range(0, 23));
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  it.each([
    ['labelled only', {}],
    ['mixed, epochs of labelled', { unlabelled: range(100, 117) }],
    ['mixed, epochs of unlabelled', { unlabelled: range(100, 161), epochOf: 'unlabelled' as const }],
    ['unlabelled only', { labelled: [], unlabelled: range(100, 117) }],
  ])('is a pure function of the step: %s', (_, overrides) => {
    const sequential = createSampler(options(overrides));
    const batches = range(0, 40).map((step) => [...sequential.batch(step)]);
    for (const step of [39, 3, 17, 0, 38]) {
      expect([...createSampler(options(overrides)).batch(step)]).toEqual(batches[step]);
      expect([...sequential.batch(step)]).toEqual(batches[step]);
    }
  });

  it('mixes the configured fraction of labelled examples into every batch, labelled first', () => {
    const sampler = createSampler(options({ unlabelled: range(100, 160) }));
    expect(sampler.stepsPerEpoch).toBe(12); // 23 labelled, 2 per batch
    for (let step = 0; step < 11; step++) {
      expect([...sampler.batch(step)].map((index) => index < 100)).toEqual([true, true, false, false, false]);
    }
    expect([...sampler.batch(11)].map((index) => index < 100)).toEqual([true, false, false, false]);
  });

  it('repeats the other kind in independent passes, without omissions', () => {
    const sampler = createSampler(options({ unlabelled: range(100, 107) }));
    const drawn = range(0, 7)
      .flatMap((step) => [...sampler.batch(step)])
      .filter((index) => index >= 100);
    expect(drawn).toHaveLength(21);
    for (let pass = 0; pass < 3; pass++) {
      expect(drawn.slice(pass * 7, pass * 7 + 7).sort((a, b) => a - b)).toEqual(range(100, 107));
    }
  });

  it('uses epochs of the unlabelled examples if requested', () => {
    const sampler = createSampler(options({ labelled: [1, 2], unlabelled: range(100, 160), epochOf: 'unlabelled' }));
    expect(sampler.stepsPerEpoch).toBe(20);
    const epoch = range(0, 20).flatMap((step) => [...sampler.batch(step)]);
    expect(epoch.filter((index) => index >= 100).sort((a, b) => a - b)).toEqual(range(100, 160));
    expect(epoch.filter((index) => index < 100)).toHaveLength(40);
  });

  it('repeats passes within an epoch until it has the minimum number of steps, with the same batches', () => {
    const [short, long] = [options({}), options({ epochMinSteps: 12 })].map(createSampler);
    expect([short!.stepsPerEpoch, long!.stepsPerEpoch]).toEqual([5, 15]);
    for (const step of [0, 4, 5, 14, 15, 31]) expect(long!.batch(step)).toEqual(short!.batch(step));
  });

  it('refuses an empty set of examples, and mixed batches of one row', () => {
    expect(() => createSampler(options({ labelled: [] }))).toThrow('expected at least one example, got 0');
    expect(() => createSampler(options({ unlabelled: [100], batchSize: 1 }))).toThrow(
      'data.batchSize: expected at least 2 examples for batches of labelled and unlabelled ones, got 1',
    );
  });
});

describe('withViews', () => {
  it('repeats each example of every batch, row after row', () => {
    const sampler = createSampler(options({ batchSize: 5 }));
    const pairs = withViews(sampler, 2);
    expect(pairs.stepsPerEpoch).toBe(sampler.stepsPerEpoch);
    for (const step of range(0, 7)) {
      expect([...pairs.batch(step)]).toEqual([...sampler.batch(step)].flatMap((index) => [index, index]));
    }
  });

  it('leaves batches as they are with one view', () => {
    const sampler = createSampler(options({ unlabelled: range(100, 117) }));
    expect([...withViews(sampler, 1).batch(3)]).toEqual([...sampler.batch(3)]);
  });
});
