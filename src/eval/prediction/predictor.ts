import { inOrder } from '../../concurrency.js';
import { type Dataset, readBatch } from '../../data/index.js';
import type { Engine, HostTensor, HostTensors } from '../../engine/index.js';
import { ConfigError } from '../../errors.js';
import type { ResidualOptions } from '../../inversion/index.js';
import type { OutputActivation } from '../../losses/names.js';
import type { Model } from '../../models/index.js';
import { engineNetwork } from './engine-network.js';
import { predictProgram } from './predict.js';
import type { Predictions } from '../scores/score-examples.js';

export interface PredictorOptions {
  /** Examples per engine call. */
  readonly batchSize: number;
  /** If present, R is computed as well. */
  readonly residual?: ResidualOptions;
  /** Whether the representations before the last layer are returned as well. */
  readonly representation?: boolean;
  /** What the logits mean; default softmax. */
  readonly outputActivation?: OutputActivation | undefined;
}

/** A model compiled for prediction. Its parameters can be replaced. */
export interface Predictor {
  /** @param parameters keyed by the model's parameter names */
  setParameters(parameters: HostTensors): Promise<void>;
  /**
   * Predicts every example, in order.
   * @throws the signal's reason, if it is aborted before the end
   */
  predict(dataset: Dataset, signal?: AbortSignal): Promise<Predictions>;
  dispose(): Promise<void>;
}

/** Batches in flight: while the engine computes one, the next is filled. */
const BATCHES_IN_FLIGHT = 2;

/** Compiles a model for prediction. @throws ConfigError if R and the representation are both asked for */
export async function createPredictor(engine: Engine, model: Model, options: PredictorOptions): Promise<Predictor> {
  const { batchSize, residual, representation = false, outputActivation } = options;
  if (residual && representation) {
    throw new ConfigError('residual and representation exclude each other: predict once for each');
  }
  const network = engineNetwork(model);
  const predicted = { batchSize, representation, ...(residual && { residual }) };
  const program = await engine.compile(predictProgram(network.model, predicted));
  const xShape = [batchSize, ...network.model.inputShape];
  const xLength = xShape.reduce((product, size) => product * size, 1);
  const freeBuffers: HostTensor[] = [];

  return {
    setParameters: (parameters) =>
      program.writeState(
        Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [`parameters/${name}`, tensor])),
      ),

    async predict(dataset, signal) {
      const { classCount } = model;
      const inputs = network.inputs(dataset);
      const logits = new Float32Array(dataset.length * classCount);
      const residuals = residual && new Float32Array(dataset.length);
      let representations: Float32Array | undefined;

      const run = async (start: number) => {
        const rows = Math.min(batchSize, dataset.length - start);
        const x = freeBuffers.pop() ?? { dtype: 'float32', shape: xShape, data: new Float32Array(xLength) };
        readBatch(
          inputs,
          Array.from({ length: rows }, (_, row) => start + row),
          x.data as Float32Array,
        );
        return { start, rows, result: await program.run({ x }) };
      };
      const batches = inOrder(batchStarts(dataset.length, batchSize), run, {
        width: BATCHES_IN_FLIGHT,
        ...(signal && { signal }),
      });
      for await (const { start, rows, result } of batches) {
        const { outputs, recycled } = result;
        freeBuffers.push(recycled['x']!);
        logits.set((outputs['logits']!.data as Float32Array).subarray(0, rows * classCount), start * classCount);
        residuals?.set((outputs['residual']!.data as Float32Array).subarray(0, rows), start);
        if (!representation) continue;
        const { data, shape } = outputs['representation']!;
        const dimensions = shape[1]!;
        representations ??= new Float32Array(dataset.length * dimensions);
        representations.set((data as Float32Array).subarray(0, rows * dimensions), start * dimensions);
      }
      return {
        ...{ logits, outputActivation },
        ...(residuals && { residual: residuals }),
        ...(representations && { representations }),
      };
    },

    dispose: () => program.dispose(),
  };
}

/** The first example of each batch. */
function* batchStarts(length: number, batchSize: number): Generator<number, void, undefined> {
  for (let start = 0; start < length; start += batchSize) yield start;
}
