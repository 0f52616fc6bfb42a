import { ConfigError } from '../errors.js';
import type { Rng } from '../rng.js';

/** Examples of an epoch, and the composition of batches. */
export interface SamplerOptions {
  /** Indices of the labelled examples. */
  readonly labelled: ArrayLike<number>;
  /** Indices of the unlabelled examples. */
  readonly unlabelled: ArrayLike<number>;
  readonly batchSize: number;
  /** Fraction of labelled examples in a mixed batch, in (0, 1). Not used if there is only one kind of examples. */
  readonly labelledFraction: number;
  /**
   * Examples of which an epoch is one pass, if there are both kinds. The other kind repeats independently of epochs,
   * in a new order for each of its passes.
   */
  readonly epochOf: 'labelled' | 'unlabelled';
  /** Minimum steps per epoch; shorter passes are repeated within the epoch. Default 1. */
  readonly epochMinSteps?: number;
  readonly rng: Rng;
}

/**
 * Chooses the examples of each step, as a pure function of the seed and the step, so that a resumed run has nothing
 * to restore. The last batch of an epoch may be smaller; no example is dropped.
 */
export interface Sampler {
  readonly stepsPerEpoch: number;
  /** Returns the indices of the batch of a step of the run, counted from 0; labelled examples come first. */
  batch(step: number): Int32Array;
}

/**
 * @throws RangeError if there are no examples
 * @throws ConfigError if batches of one row would have to be mixed
 */
export function createSampler(options: SamplerOptions): Sampler {
  const { stepsPerEpoch: stepsPerPass, batch } = passSampler(options);
  const passes = Math.ceil((options.epochMinSteps ?? 1) / stepsPerPass);
  return { stepsPerEpoch: passes * stepsPerPass, batch };
}

/** Sampler whose epochs are single passes. */
function passSampler(options: SamplerOptions): Sampler {
  const { labelled, unlabelled, batchSize } = options;
  if (labelled.length + unlabelled.length === 0) throw new RangeError('sampler: expected at least one example, got 0');
  if (labelled.length === 0) return epochSampler(unlabelled, batchSize, options.rng.split('unlabelled'));
  if (unlabelled.length === 0) return epochSampler(labelled, batchSize, options.rng.split('labelled'));
  return mixedSampler(options);
}

/** Sampler of one kind of examples: epoch e is the order drawn for e, split into batches. */
function epochSampler(indices: ArrayLike<number>, batchSize: number, rng: Rng): Sampler {
  const stepsPerEpoch = Math.ceil(indices.length / batchSize);
  const order = orders(indices, rng);
  return {
    stepsPerEpoch,
    batch(step) {
      const epoch = Math.floor(step / stepsPerEpoch);
      const start = (step % stepsPerEpoch) * batchSize;
      return order(epoch).slice(start, start + batchSize);
    },
  };
}

/** Sampler with both kinds in every batch: one kind defines the epochs, the other repeats endlessly. */
function mixedSampler({ labelled, unlabelled, batchSize, labelledFraction, epochOf, rng }: SamplerOptions): Sampler {
  if (batchSize < 2) {
    throw new ConfigError(
      `data.batchSize: expected at least 2 examples for batches of labelled and unlabelled ones, got ${batchSize}`,
    );
  }
  const labelledRows = Math.min(batchSize - 1, Math.max(1, Math.round(batchSize * labelledFraction)));
  const unlabelledRows = batchSize - labelledRows;
  const labelledRng = rng.split('labelled');
  const unlabelledRng = rng.split('unlabelled');
  const byLabelled = epochOf === 'labelled';
  const primary = byLabelled
    ? epochSampler(labelled, labelledRows, labelledRng)
    : epochSampler(unlabelled, unlabelledRows, unlabelledRng);
  const secondary = byLabelled
    ? endlessSampler(unlabelled, unlabelledRows, unlabelledRng)
    : endlessSampler(labelled, labelledRows, labelledRng);
  return {
    stepsPerEpoch: primary.stepsPerEpoch,
    batch(step) {
      const parts = [primary.batch(step), secondary(step)];
      if (!byLabelled) parts.reverse();
      const [first, second] = parts as [Int32Array, Int32Array];
      const out = new Int32Array(first.length + second.length);
      out.set(first);
      out.set(second, first.length);
      return out;
    },
  };
}

/** Repeats each example of a batch, so that consecutive rows are views of one example. */
export function withViews({ stepsPerEpoch, batch }: Sampler, views: number): Sampler {
  return {
    stepsPerEpoch,
    batch(step) {
      const indices = batch(step);
      return Int32Array.from({ length: indices.length * views }, (_, row) => indices[Math.floor(row / views)]!);
    },
  };
}

/** Samples `rows` examples per step from consecutive passes over the indices; a batch may span two passes. */
export function endlessSampler(indices: ArrayLike<number>, rows: number, rng: Rng): (step: number) => Int32Array {
  const order = orders(indices, rng);
  return (step) => {
    const out = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const position = step * rows + row;
      out[row] = order(Math.floor(position / indices.length))[position % indices.length]!;
    }
    return out;
  };
}

/**
 * Returns the order of each pass e over the indices, drawn from the stream `epoch/e`. The latest two orders are
 * cached.
 */
function orders(indices: ArrayLike<number>, rng: Rng): (epoch: number) => Int32Array {
  const items = Array.from(indices);
  const cache = new Map<number, Int32Array>();
  return (epoch) => {
    let order = cache.get(epoch);
    if (!order) {
      order = Int32Array.from(rng.split('epoch', epoch).shuffle(items));
      if (cache.size === 2) cache.delete(cache.keys().next().value!);
      cache.set(epoch, order);
    }
    return order;
  };
}
