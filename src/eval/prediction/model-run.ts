import type { CompiledProgram, Engine, HostTensors, Program, Tensors } from '../../engine/index.js';
import type { BatchFunction } from '../../inversion/index.js';
import { parameterShapes, type Model } from '../../models/index.js';
import type { Tensor } from '../../ops/index.js';

/** A trained model on an engine. */
export interface ModelRun {
  readonly engine: Engine;
  readonly model: Model;
  /** By the names that the model gives them. */
  readonly parameters: HostTensors;
}

/** What is to be computed of a model. */
export interface ModelFunction {
  /** For people. */
  readonly name: string;
  readonly batchSize: number;
  /** Of the model as a function f, and x: [batchSize, ...inputShape]. */
  readonly fn: (f: BatchFunction, x: Tensor) => Tensors;
}

/**
 * Compiles a function of a model, gives it the parameters, and disposes of it afterwards.
 * @param use of the program: its one input is `x`
 */
export async function withModelFunction<T>(
  { engine, model, parameters }: ModelRun,
  description: ModelFunction,
  use: (program: CompiledProgram) => Promise<T>,
): Promise<T> {
  const program = await engine.compile(programOf(model, description));
  try {
    await program.writeState(
      Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [`parameters/${name}`, tensor])),
    );
    return await use(program);
  } finally {
    await program.dispose();
  }
}

/** Parameters are state, so that they are handed over once. */
function programOf(model: Model, { name, batchSize, fn }: ModelFunction): Program {
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
