import { createEngine, type Engine, type HostTensor, type HostTensors } from '../engine/index.js';
import { createModel, type ModelShape } from '../models/index.js';
import { createRng } from '../rng.js';
import { initialState, stepOptions, trainProgram, type TrainConfig } from '../train/index.js';

/** Duration of a timing, after one step of warm-up. */
const TIMING_SECONDS = 1;

/** Measures the time of a training step by running a few on synthetic data. Each network is timed once. */
export interface StepTimer extends AsyncDisposable {
  secondsPerStep(config: TrainConfig): Promise<number>;
}

/** Creates a timer for examples of one shape. */
export function createStepTimer(shape: ModelShape): StepTimer {
  const timings = new Map<string, number>();
  let engine: Engine | undefined;
  return {
    async secondsPerStep(config) {
      const key = JSON.stringify([config.model, stepOptions(config)]);
      const cached = timings.get(key);
      if (cached !== undefined) return cached;
      engine ??= await createEngine(config.engine);
      const seconds = await timeStep(engine, config, shape);
      timings.set(key, seconds);
      return seconds;
    },
    async [Symbol.asyncDispose]() {
      await engine?.dispose();
    },
  };
}

async function timeStep(engine: Engine, config: TrainConfig, shape: ModelShape): Promise<number> {
  const { optimiser } = config;
  const model = createModel(config.model, shape);
  const description = trainProgram(model, stepOptions(config));
  const program = await engine.compile(description);
  try {
    await program.writeState(initialState(model, createRng(1), optimiser));
    const { state = {} } = description;
    const specs = Object.entries(description.inputs).filter(([name]) => !(name in state));
    const inputs: HostTensors = Object.fromEntries(
      specs.map(([name, { shape: size, dtype = 'float32' }]) => [name, syntheticTensor(size, dtype)]),
    );
    let { recycled } = await program.run(inputs);
    const start = performance.now();
    for (let steps = 1; ; steps++) {
      ({ recycled } = await program.run(recycled));
      const seconds = (performance.now() - start) / 1000;
      if (seconds >= TIMING_SECONDS) return seconds / steps;
    }
  } finally {
    await program.dispose();
  }
}

/** Creates a tensor of small numbers; integer tensors (labels) are all 0, the first class. */
function syntheticTensor(shape: readonly number[], dtype: HostTensor['dtype']): HostTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size).fill(0.01);
  return { dtype, shape, data };
}
