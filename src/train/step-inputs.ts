import { type Dataset, exampleSize, readBatch, type Sampler, UNLABELLED } from '../data/index.js';
import type { HostTensor, HostTensors } from '../engine/index.js';
import { outputLoss, type LossWeights } from '../losses/index.js';
import type { Model } from '../models/index.js';
import type { Rng } from '../rng.js';
import type { TrainConfig } from './config/index.js';
import { createOptimiser } from './optimisers/index.js';
import { stepSettings } from './schedule.js';
import { writeClasses, writeLabel } from './labels.js';
import { rowCounts, scalarInputs, weightScalars } from './step-scalars.js';

export interface StepInputsOptions {
  readonly config: TrainConfig;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly sampler: Sampler;
  /** The run's random stream; augmentation and noise split a substream from it for each step. */
  readonly rng: Rng;
  /** Steps of the whole run. */
  readonly steps: number;
}

/** Inputs of one step, and the number of batch rows that hold examples. */
export interface StepInputs {
  readonly inputs: HostTensors;
  readonly rows: number;
}

/**
 * Assembles the inputs of the training program for each step, as a pure function of seed and step. Buffers are
 * reused: pass those of a finished step to `recycle`.
 */
export interface StepAssembler {
  /**
   * @param step of the run, counted from 0
   * @param learned loss weights that replace the configured ones
   */
  assemble(step: number, learned?: LossWeights): StepInputs;
  recycle(inputs: HostTensors): void;
}

/** Creates the assembler of one run. */
export function createStepAssembler({ config, model, dataset, sampler, rng, steps }: StepInputsOptions): StepAssembler {
  const { batchSize } = config.data;
  const noiseShapes = Object.entries(model.noiseShapes(batchSize));
  const labelSpec = outputLoss(config.loss).labelSpec(batchSize, model.classCount);
  const labelSize = labelSpec.shape.reduce((product, size) => product * size, 1);
  const optimiser = createOptimiser(config.optimiser);
  const free: HostTensors[] = [];

  const allocate = (): HostTensors => ({
    x: {
      dtype: 'float32',
      shape: [batchSize, ...dataset.inputShape],
      data: new Float32Array(batchSize * exampleSize(dataset)),
    },
    label: { ...labelSpec, data: new Int32Array(labelSize) },
    valid: { dtype: 'float32', shape: [batchSize], data: new Float32Array(batchSize) },
    ...Object.fromEntries(noiseShapes.map(([name, shape]) => [`noise/${name}`, zeros(shape)])),
  });

  return {
    assemble(step, learned) {
      const buffers = free.pop() ?? allocate();
      const indices = sampler.batch(step);
      const rows = indices.length;
      const label = buffers['label']!.data as Int32Array;
      const valid = buffers['valid']!.data;
      for (let row = 0; row < batchSize; row++) {
        writeLabel(label, row, row < rows ? dataset.label(indices[row]!) : UNLABELLED, batchSize);
        valid[row] = row < rows ? 1 : 0;
      }
      const augmentation = rng.split('augment', step);
      const x = buffers['x']!.data as Float32Array;
      readBatch(dataset, indices, x, augmentation, (row, classes) => writeClasses(label, row, classes, batchSize));
      for (const [name] of noiseShapes) {
        rng.split('noise', name, step).fillUniform(buffers[`noise/${name}`]!.data as Float32Array);
      }
      const { learningRate, weights } = stepSettings(config, step, steps, learned);
      const values = {
        learningRate,
        ...weightScalars(weights),
        ...optimiser.scalarsAt(step + 1),
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
