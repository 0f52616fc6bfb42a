import { createEngine, type Engine, type HostTensor, type HostTensors } from '../engine/index.js';
import { createModel, type ModelShape } from '../models/index.js';
import { createRng } from '../rng.js';
import { initialState, isSupervised, trainProgram, type TrainConfig } from '../train/index.js';

/** Times a step for about so long, after one that is not counted. */
const TIMING_SECONDS = 1;

/** Says how long a training step takes, by doing a few on made-up data. Networks that were timed are not timed again. */
export interface StepTimer extends AsyncDisposable {
  secondsPerStep(config: TrainConfig): Promise<number>;
}

/** A timer for examples of one shape. */
export function createStepTimer(shape: ModelShape): StepTimer {
  const known = new Map<string, number>();
  let engine: Engine | undefined;
  return {
    async secondsPerStep(config) {
      const { model, data, loss } = config;
      const key = JSON.stringify([model, data.batchSize, loss.residual, isSupervised(config)]);
      const before = known.get(key);
      if (before !== undefined) return before;
      engine ??= await createEngine(config.engine);
      const seconds = await timeStep(engine, config, shape);
      known.set(key, seconds);
      return seconds;
    },
    async [Symbol.asyncDispose]() {
      await engine?.dispose();
    },
  };
}

async function timeStep(engine: Engine, config: TrainConfig, shape: ModelShape): Promise<number> {
  const { data, loss, optimiser } = config;
  const model = createModel(config.model, shape);
  const description = trainProgram(model, {
    batchSize: data.batchSize,
    residual: loss.residual,
    adam: optimiser,
    supervisedOnly: isSupervised(config),
  });
  const program = await engine.compile(description);
  try {
    await program.writeState(initialState(model, createRng(1)));
    const { state = {} } = description;
    const specs = Object.entries(description.inputs).filter(([name]) => !(name in state));
    const inputs: HostTensors = Object.fromEntries(
      specs.map(([name, { shape: size, dtype = 'float32' }]) => [name, madeUp(size, dtype)]),
    );
    let { recycled } = await program.run(inputs);
    const began = performance.now();
    for (let steps = 1; ; steps++) {
      ({ recycled } = await program.run(recycled));
      const seconds = (performance.now() - began) / 1000;
      if (seconds >= TIMING_SECONDS) return seconds / steps;
    }
  } finally {
    await program.dispose();
  }
}

/** Small numbers for what is real, the first class for labels. */
function madeUp(shape: readonly number[], dtype: HostTensor['dtype']): HostTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size).fill(0.01);
  return { dtype, shape, data };
}
