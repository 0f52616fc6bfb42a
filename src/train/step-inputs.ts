import { type Dataset, exampleSize, readBatch, type Sampler, UNLABELLED } from '../data/index.js';
import type { HostTensor, HostTensors } from '../engine/index.js';
import type { LossWeights } from '../losses/index.js';
import type { Model } from '../models/index.js';
import type { Rng } from '../rng.js';
import { biasCorrections } from './adam.js';
import type { TrainConfig } from './config/index.js';
import { stepSettings } from './schedule.js';
import { rowCounts, scalarInputs, weightScalars } from './step-scalars.js';

export interface StepInputsOptions {
  readonly config: TrainConfig;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly sampler: Sampler;
  /** Stream of the run: augmentation and noise are drawn below it, by step. */
  readonly rng: Rng;
  /** Steps of the whole run. */
  readonly steps: number;
}

/** Inputs of one step, and how many of the batch's rows are examples. */
export interface StepInputs {
  readonly inputs: HostTensors;
  readonly rows: number;
}

/**
 * Puts together what the training program takes at each step: a pure function of seed and step. Buffers are used again: hand those
 * of a finished run to `recycle`.
 */
export interface StepAssembler {
  /**
   * @param step 0 for the first of the run
   * @param learned weights of the loss, where they are not the configuration's
   */
  assemble(step: number, learned?: LossWeights): StepInputs;
  recycle(inputs: HostTensors): void;
}

/** An assembler for one run. */
export function createStepAssembler({ config, model, dataset, sampler, rng, steps }: StepInputsOptions): StepAssembler {
  const { batchSize } = config.data;
  const noiseShapes = Object.entries(model.noiseShapes(batchSize));
  const free: HostTensors[] = [];

  const allocate = (): HostTensors => ({
    x: {
      dtype: 'float32',
      shape: [batchSize, ...dataset.inputShape],
      data: new Float32Array(batchSize * exampleSize(dataset)),
    },
    label: { dtype: 'int32', shape: [batchSize], data: new Int32Array(batchSize) },
    valid: { dtype: 'float32', shape: [batchSize], data: new Float32Array(batchSize) },
    ...Object.fromEntries(noiseShapes.map(([name, shape]) => [`noise/${name}`, zeros(shape)])),
  });

  return {
    assemble(step, learned) {
      const buffers = free.pop() ?? allocate();
      const indices = sampler.batch(step);
      const rows = indices.length;
      readBatch(dataset, indices, buffers['x']!.data as Float32Array, rng.split('augment', step));
      const label = buffers['label']!.data;
      const valid = buffers['valid']!.data;
      for (let row = 0; row < batchSize; row++) {
        label[row] = row < rows ? dataset.label(indices[row]!) : UNLABELLED;
        valid[row] = row < rows ? 1 : 0;
      }
      for (const [name] of noiseShapes) {
        rng.split('noise', name, step).fillUniform(buffers[`noise/${name}`]!.data as Float32Array);
      }
      const { learningRate, weights } = stepSettings(config, step, steps, learned);
      const values = {
        learningRate,
        ...weightScalars(weights),
        ...biasCorrections(step + 1, config.optimiser),
        ...rowCounts(label, valid),
      };
      return { inputs: { ...buffers, ...scalarInputs(values) }, rows };
    },
    recycle(inputs) {
      free.push(Object.fromEntries(Object.entries(inputs).filter(([, { shape }]) => shape.length > 0)));
    },
  };
}

function zeros(shape: readonly number[]): HostTensor {
  return { dtype: 'float32', shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) };
}
