import { ConfigError } from '../errors.js';
import type { Rng } from '../rng.js';

/** Which examples make up an epoch, and how batches are mixed. */
export interface SamplerOptions {
  /** Indices of the labelled examples. */
  readonly labelled: ArrayLike<number>;
  /** Indices of the unlabelled examples. */
  readonly unlabelled: ArrayLike<number>;
  readonly batchSize: number;
  /** Share of labelled examples in a mixed batch, in (0, 1). Without unlabelled examples, or without labelled ones, it is not used. */
  readonly labelledFraction: number;
  /**
   * Which examples an epoch is one pass over, when there are both kinds. The others run beside them through passes of their own,
   * in a new order each, whatever the epoch.
   */
  readonly epochOf: 'labelled' | 'unlabelled';
  /** Where one pass takes fewer steps, an epoch is as many passes as it takes to have them; 1 unless given. */
  readonly epochMinSteps?: number;
  readonly rng: Rng;
}

/**
 * Which examples step t trains on: a pure function of the seed and t, so that a resumed run has nothing to restore.
 * The last batch of an epoch may be smaller; no example is dropped.
 */
export interface Sampler {
  readonly stepsPerEpoch: number;
  /** Indices of the batch of global step `step` (0 for the first of the run), labelled examples first. */
  batch(step: number): Int32Array;
}

/**
 * @throws RangeError if there are no examples
 * @throws ConfigError if batches of one row are to be mixed
 */
export function createSampler(options: SamplerOptions): Sampler {
  const { stepsPerEpoch: stepsPerPass, batch } = passSampler(options);
  const passes = Math.ceil((options.epochMinSteps ?? 1) / stepsPerPass);
  return { stepsPerEpoch: passes * stepsPerPass, batch };
}

/** An epoch is one pass. */
function passSampler(options: SamplerOptions): Sampler {
  const { labelled, unlabelled, batchSize } = options;
  if (labelled.length + unlabelled.length === 0) throw new RangeError('sampler: expected at least one example, got 0');
  if (labelled.length === 0) return epochSampler(unlabelled, batchSize, options.rng.split('unlabelled'));
  if (unlabelled.length === 0) return epochSampler(labelled, batchSize, options.rng.split('labelled'));
  return mixedSampler(options);
}

/** One kind of example only: epoch e is the order drawn for e, cut into batches. */
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

/** Both kinds in every batch: one defines the epochs, the other runs on endlessly. */
function mixedSampler({ labelled, unlabelled, batchSize, labelledFraction, epochOf, rng }: SamplerOptions): Sampler {
  if (batchSize < 2) {
    throw new ConfigError(
      `data.batchSize: batches of labelled and unlabelled examples need at least 2 rows, got ${batchSize}`,
    );
  }
  const labelledRows = Math.min(batchSize - 1, Math.max(1, Math.round(batchSize * labelledFraction)));
  const unlabelledRows = batchSize - labelledRows;
  const labelledRng = rng.split('labelled');
  const unlabelledRng = rng.split('unlabelled');
  const byLabelled = epochOf === 'labelled';
  const leading = byLabelled
    ? epochSampler(labelled, labelledRows, labelledRng)
    : epochSampler(unlabelled, unlabelledRows, unlabelledRng);
  const beside = byLabelled
    ? endlessSampler(unlabelled, unlabelledRows, unlabelledRng)
    : endlessSampler(labelled, labelledRows, labelledRng);
  return {
    stepsPerEpoch: leading.stepsPerEpoch,
    batch(step) {
      const parts = [leading.batch(step), beside(step)];
      if (!byLabelled) parts.reverse();
      const [first, second] = parts as [Int32Array, Int32Array];
      const out = new Int32Array(first.length + second.length);
      out.set(first);
      out.set(second, first.length);
      return out;
    },
  };
}

/** `rows` examples a step from pass after pass over the indices; a batch may reach over the end of a pass. */
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

/** The order of pass e over the indices, drawn from the stream `epoch/e`; the latest two are kept. */
function orders(indices: ArrayLike<number>, rng: Rng): (epoch: number) => Int32Array {
  const items = Array.from(indices);
  const kept = new Map<number, Int32Array>();
  return (epoch) => {
    let order = kept.get(epoch);
    if (!order) {
      order = Int32Array.from(rng.split('epoch', epoch).shuffle(items));
      if (kept.size === 2) kept.delete(kept.keys().next().value!);
      kept.set(epoch, order);
    }
    return order;
  };
}
