import type { HostTensors, Program, Tensors } from '../../engine/index.js';
import { residual, type ResidualOptions } from '../../inversion/index.js';
import { invertiblePart, parameterShapes, type Model } from '../../models/index.js';
import { tf, type Tensor } from '../../ops/index.js';

export interface PredictOptions {
  readonly batchSize: number;
  /** Shape of one example: the model's `inputShape` unless given, its `usedInputShape` where R is not asked for. */
  readonly inputShape?: readonly number[];
  /** Also give R(x) of every example, at the price of a backward pass. */
  readonly residual?: ResidualOptions;
  /**
   * Parameters to build in, by the names that the model gives them: the program then has no state, and the engine lays its constants out as
   * its products like them. A fifth faster, for a model that does not change any more.
   */
  readonly parameters?: HostTensors;
}

/**
 * A network's verdict on a batch, without dropout.
 *
 * State: `parameters/*`, unless they are built in. Input: `x` [B, ...]. Outputs: `logits` [B, C] and, where asked for, `residual` [B].
 */
export function predictProgram(model: Model, options: PredictOptions): Program {
  const { batchSize, inputShape = model.inputShape, parameters: built } = options;
  const name = `${model.name} prediction`;
  const x = { shape: [batchSize, ...inputShape] };
  if (built !== undefined) {
    return { name, inputs: { x }, fn: (tensors) => verdict(model, options, constants(built), tensors['x']!) };
  }
  const shapes = parameterShapes(model);
  const names = Object.keys(shapes);
  return {
    name,
    inputs: { ...Object.fromEntries(names.map((key) => [`parameters/${key}`, { shape: shapes[key]! }])), x },
    state: Object.fromEntries(names.map((key) => [`parameters/${key}`, `next/parameters/${key}`])),
    fn: (tensors) => {
      const parameters: Tensors = Object.fromEntries(names.map((key) => [key, tensors[`parameters/${key}`]!]));
      const unchanged = Object.fromEntries(names.map((key) => [`next/parameters/${key}`, parameters[key]!.clone()]));
      return { ...verdict(model, options, parameters, tensors['x']!), ...unchanged };
    },
  };
}

function verdict(model: Model, options: PredictOptions, parameters: Tensors, x: Tensor): Tensors {
  const { f, x: inverted } = invertiblePart(model, parameters, x);
  if (options.residual === undefined) return { logits: f(inverted) };
  const { output, residual: distance } = residual(f, options.residual)(inverted);
  return { logits: output, residual: distance };
}

function constants(values: HostTensors): Tensors {
  return Object.fromEntries(
    Object.entries(values).map(([name, { data, shape, dtype }]) => [name, tf.tensor(data, [...shape], dtype)]),
  );
}
