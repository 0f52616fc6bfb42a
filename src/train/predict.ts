import type { Program, Tensors } from '../engine/types.js';
import { residual, type ResidualOptions } from '../inversion/index.js';
import { parameterShapes, type Model } from '../models/index.js';

export interface PredictOptions {
  readonly batchSize: number;
  /** Shape of one example: the model's `inputShape` unless given, its `readShape` where R is not asked for. */
  readonly inputShape?: readonly number[];
  /** Also give R(x) of every example, at the price of a backward pass. */
  readonly residual?: ResidualOptions;
}

/**
 * A network's verdict on a batch, without dropout.
 *
 * State: `parameters/*`. Input: `x` [B, ...]. Outputs: `logits` [B, C] and, where asked for, `residual` [B].
 */
export function predictProgram(model: Model, options: PredictOptions): Program {
  const shapes = parameterShapes(model);
  const names = Object.keys(shapes);
  const inputs: Record<string, { shape: readonly number[] }> = {};
  const state: Record<string, string> = {};
  for (const name of names) {
    inputs[`parameters/${name}`] = { shape: shapes[name]! };
    state[`parameters/${name}`] = `next/parameters/${name}`;
  }
  inputs['x'] = { shape: [options.batchSize, ...(options.inputShape ?? model.inputShape)] };
  return {
    name: `${model.name} prediction`,
    inputs,
    state,
    fn: (tensors) => {
      const parameters: Tensors = Object.fromEntries(names.map((name) => [name, tensors[`parameters/${name}`]!]));
      const unchanged = Object.fromEntries(names.map((name) => [`next/parameters/${name}`, parameters[name]!.clone()]));
      const f = (x: Tensors[string]) => model.apply(parameters, x);
      if (options.residual === undefined) return { logits: f(tensors['x']!), ...unchanged };
      const { output, residual: distance } = residual(f, options.residual)(tensors['x']!);
      return { logits: output, residual: distance, ...unchanged };
    },
  };
}
