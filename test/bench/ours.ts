import type { Engine, HostTensor, HostTensors } from '#src/engine/index.js';
import { createRng, type Rng } from '#src/rng.js';
import { biasCorrections } from '#src/train/optimisers/adam.js';
import { termWeights } from '#src/losses/index.js';
import { initialState, trainProgram } from '#src/train/step.js';
import { rowCounts, weightScalars } from '#src/train/step-scalars.js';
import type { BenchNet } from './nets.js';
import { LEARNING_RATE, WEIGHTS, type Runner, type StepKind } from './runner.js';

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

export interface DisposableRunner extends Runner {
  /** Frees the program. */
  dispose(): Promise<void>;
}

/**
 * Loads Lyrebird's training step. As in training, every step passes the batch and new dropout noise to the engine's
 * thread and receives the losses; the measured time includes all of that.
 */
export async function loadOurs(engine: Engine, net: BenchNet, kind: StepKind): Promise<DisposableRunner> {
  const { model, batch } = net;
  const program = await engine.compile(
    trainProgram(model, {
      batchSize: batch,
      residual: { reduction: 'mean', distance: 'euclidean' },
      optimiser: ADAM,
      supervisedOnly: kind === 'supervised',
    }),
  );
  const rng = createRng(1);
  await program.writeState(initialState(model, rng.split('init')));
  let tensors = batchTensors(net, rng);
  const rows = rowCounts(tensors['label']!.data, tensors['valid']!.data);
  let count = 0;

  return {
    parameters: model.parameterCount,
    async run(steps) {
      const times: number[] = [];
      for (let i = 0; i < steps; i++) {
        const start = performance.now();
        count += 1;
        for (const name of Object.keys(model.noiseShapes(batch))) {
          rng.split('noise', count).fillUniform(tensors[`noise/${name}`]!.data as Float32Array);
        }
        const { outputs, recycled } = await program.run({ ...tensors, ...scalars(count, rows) });
        times.push(performance.now() - start);
        tensors = Object.fromEntries(Object.keys(tensors).map((name) => [name, recycled[name]!]));
        const loss = outputs['loss']!.data[0]!;
        if (!Number.isFinite(loss))
          throw new Error(`${net.name}, ${kind}: Lyrebird's loss at step ${count} is ${loss}`);
      }
      return times;
    },
    dispose: () => program.dispose(),
  };
}

function batchTensors({ model, batch }: BenchNet, rng: Rng): HostTensors {
  const normal = rng.split('x');
  const noise = Object.entries(model.noiseShapes(batch)).map(
    ([name, shape]) => [`noise/${name}`, floats(shape)] as const,
  );
  const label: HostTensor = {
    dtype: 'int32',
    shape: [batch],
    data: Int32Array.from({ length: batch }, (_, i) => i % model.classCount),
  };
  return {
    x: floats([batch, ...model.inputShape], () => normal.normal()),
    label,
    valid: floats([batch], () => 1),
    ...Object.fromEntries(noise),
  };
}

function scalars(step: number, rows: Readonly<Record<string, number>>): HostTensors {
  const values = {
    learningRate: LEARNING_RATE,
    ...weightScalars(termWeights(WEIGHTS)),
    ...biasCorrections(step, ADAM),
    ...rows,
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, floats([], () => value)]));
}

function floats(shape: readonly number[], value: () => number = () => 0): HostTensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return { dtype: 'float32', shape, data: Float32Array.from({ length: size }, value) };
}
