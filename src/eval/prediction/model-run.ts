import type { CompiledProgram, Engine, HostTensors, Program, Tensors } from '../../engine/index.js';
import type { BatchFunction } from '../../inversion/index.js';
import type { OutputActivation } from '../../losses/names.js';
import { parameterShapes, type Model } from '../../models/index.js';
import type { Tensor } from '../../ops/index.js';

/** A trained model, and the engine that runs it. */
export interface ModelRun {
  readonly engine: Engine;
  readonly model: Model;
  /** Keyed by the model's parameter names. */
  readonly parameters: HostTensors;
  /** What the logits mean; default softmax. */
  readonly outputActivation?: OutputActivation | undefined;
}

/** A computation on a model. */
export interface ModelFunction {
  /** Shown in logs and errors. */
  readonly name: string;
  readonly batchSize: number;
  /** @param f the model as a function @param x [batchSize, ...inputShape] */
  readonly fn: (f: BatchFunction, x: Tensor) => Tensors;
}

/**
 * Compiles a function of a model, loads the parameters, and disposes of the program when `use` has finished.
 * @param use receives the program; its only input is `x`
 */
export async function withModelFunction<T>(
  { engine, model, parameters }: ModelRun,
  description: ModelFunction,
  use: (program: CompiledProgram) => Promise<T>,
): Promise<T> {
  const program = await engine.compile(modelProgram(model, description));
  try {
    await program.writeState(
      Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [`parameters/${name}`, tensor])),
    );
    return await use(program);
  } finally {
    await program.dispose();
  }
}

/** Parameters are state, so they are copied to the engine once. */
function modelProgram(model: Model, { name, batchSize, fn }: ModelFunction): Program {
  const shapes = parameterShapes(model);
  const names = Object.keys(shapes);
  return {
    name: `${model.name} ${name}`,
    inputs: {
      ...Object.fromEntries(names.map((parameter) => [`parameters/${parameter}`, { shape: shapes[parameter]! }])),
      x: { shape: [batchSize, ...model.inputShape] },
    },
    state: Object.fromEntries(names.map((parameter) => [`parameters/${parameter}`, `next/${parameter}`])),
    fn: (tensors): Tensors => {
      const parameters = Object.fromEntries(names.map((parameter) => [parameter, tensors[`parameters/${parameter}`]!]));
      const outputs = fn((x) => model.apply(parameters, x), tensors['x']!);
      const unchanged = Object.fromEntries(
        names.map((parameter) => [`next/${parameter}`, parameters[parameter]!.clone()]),
      );
      return { ...outputs, ...unchanged };
    },
  };
}
