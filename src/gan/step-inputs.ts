import { type Dataset, endlessSampler, exampleSize, readBatch } from '../data/index.js';
import type { HostTensor, HostTensors } from '../engine/index.js';
import type { Rng } from '../rng.js';
import { biasCorrections, learningRateFactor, scalarInputs, type StepAssembler } from '../train/index.js';
import type { EbganConfig } from './kinds/index.js';
import type { STEP_SCALARS } from './step.js';

export interface EbganInputsOptions {
  readonly config: EbganConfig;
  readonly dataset: Dataset;
  readonly latentSize: number;
  /** Stream of the run: batches and latent noise are drawn below it, by step. */
  readonly rng: Rng;
}

/** Puts together what the step program takes: a pure function of seed and step. Every batch is full: it may reach over the end of a pass. */
export function createEbganAssembler({ config, dataset, latentSize, rng }: EbganInputsOptions): StepAssembler {
  const { batchSize } = config.data;
  const everyIndex = Int32Array.from({ length: dataset.length }, (_, index) => index);
  const indicesOf = endlessSampler(everyIndex, batchSize, rng.split('batches'));
  const free: HostTensors[] = [];
  const allocate = (): HostTensors => ({
    x: tensor([batchSize, ...dataset.inputShape], new Float32Array(batchSize * exampleSize(dataset))),
    z: tensor([batchSize, latentSize], new Float32Array(batchSize * latentSize)),
  });

  return {
    assemble(step) {
      const buffers = free.pop() ?? allocate();
      readBatch(dataset, indicesOf(step), buffers['x']!.data as Float32Array);
      fillNormal(rng.split('latent', step), buffers['z']!.data as Float32Array);
      return { inputs: { ...buffers, ...scalarInputs(ebganStepSettings(config, step)) }, rows: batchSize };
    },
    recycle({ x, z }) {
      free.push({ x: x!, z: z! });
    },
  };
}

/** Scalars of a step: a pure function of the configuration and the step. @param step 0 for the first */
export function ebganStepSettings(
  { loss, optimiser, train }: EbganConfig,
  step: number,
): Record<(typeof STEP_SCALARS)[number], number> {
  const factor = learningRateFactor(optimiser.schedule, step, train.steps);
  return {
    margin: loss.margin,
    pullingAwayWeight: loss.pullingAway,
    ...biasCorrections(step + 1, optimiser),
    'discriminator/learningRate': optimiser.discriminatorLearningRate * factor,
    'generator/learningRate': optimiser.generatorLearningRate * factor,
  };
}

/** Fills `out` with standard normal numbers and returns it. */
export function fillNormal(rng: Rng, out: Float32Array): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = rng.normal();
  return out;
}

function tensor(shape: readonly number[], data: Float32Array): HostTensor {
  return { dtype: 'float32', shape, data };
}
