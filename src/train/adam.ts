import type { Tensors } from '../engine/index.js';
import { tf } from '../ops/index.js';

/** Adam's constants. */
export interface AdamOptions {
  /** Decay of the first moment. */
  readonly beta1: number;
  /** Decay of the second moment. */
  readonly beta2: number;
  readonly epsilon: number;
}

/** Values recommended by Kingma and Ba. */
export const ADAM_DEFAULTS: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Scalars that change from step to step. */
export interface AdamInputs {
  readonly learningRate: tf.Tensor;
  /** 1 - beta1^t for step t, counted from 1. */
  readonly biasCorrection1: tf.Tensor;
  /** 1 - beta2^t. */
  readonly biasCorrection2: tf.Tensor;
}

/** Parameters and their moments, each keyed by parameter name. */
export interface AdamState {
  readonly parameters: Tensors;
  readonly firstMoment: Tensors;
  readonly secondMoment: Tensors;
}

/**
 * Parameters of up to this many values in total are updated as one vector, because an operator takes as long on few
 * values as on many.
 */
const MAX_GROUP_VALUES = 65_536;

/**
 * One update of Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1).
 * @param options missing constants are taken from `ADAM_DEFAULTS`
 * @returns the new state; the old one is not modified
 */
export function adamUpdate(
  state: AdamState,
  gradients: Tensors,
  inputs: AdamInputs,
  options: Partial<AdamOptions> = {},
): AdamState {
  const constants = { ...ADAM_DEFAULTS, ...options };
  const updated = groupNames(state.parameters).map((names) => {
    const flattenGroup = (values: Tensors) => flatten(names.map((name) => values[name]!));
    const next = update(
      {
        parameter: flattenGroup(state.parameters),
        firstMoment: flattenGroup(state.firstMoment),
        secondMoment: flattenGroup(state.secondMoment),
      },
      flattenGroup(gradients),
      inputs,
      constants,
    );
    const shapes = names.map((name) => state.parameters[name]!.shape);
    const unflattenGroup = (vector: tf.Tensor) =>
      unflatten(vector, shapes).map((value, i) => [names[i]!, value] as const);
    return {
      parameters: unflattenGroup(next.parameter),
      firstMoment: unflattenGroup(next.firstMoment),
      secondMoment: unflattenGroup(next.secondMoment),
    };
  });
  return {
    parameters: Object.fromEntries(updated.flatMap(({ parameters }) => parameters)),
    firstMoment: Object.fromEntries(updated.flatMap(({ firstMoment }) => firstMoment)),
    secondMoment: Object.fromEntries(updated.flatMap(({ secondMoment }) => secondMoment)),
  };
}

interface VectorState {
  readonly parameter: tf.Tensor;
  readonly firstMoment: tf.Tensor;
  readonly secondMoment: tf.Tensor;
}

function update(state: VectorState, gradient: tf.Tensor, inputs: AdamInputs, options: AdamOptions): VectorState {
  const { beta1, beta2, epsilon } = options;
  const firstMoment = tf.add(tf.mul(state.firstMoment, beta1), tf.mul(gradient, 1 - beta1));
  const secondMoment = tf.add(tf.mul(state.secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const denominator = tf.add(tf.sqrt(tf.div(secondMoment, inputs.biasCorrection2)), epsilon);
  const step = tf.div(tf.mul(firstMoment, tf.div(inputs.learningRate, inputs.biasCorrection1)), denominator);
  return { parameter: tf.sub(state.parameter, step), firstMoment, secondMoment };
}

/**
 * Groups parameter names, in order, so that each group has at most `MAX_GROUP_VALUES` values; a larger parameter is a
 * group by itself.
 */
function groupNames(parameters: Tensors): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const [name, { size }] of Object.entries(parameters)) {
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = MAX_GROUP_VALUES;
    }
    groups.at(-1)!.push(name);
    room -= size;
  }
  return groups;
}

function flatten(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.length === 1 ? tensors[0]! : tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));
}

function unflatten(vector: tf.Tensor, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  if (shapes.length === 1) return [vector];
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  return tf.split(vector, sizes).map((slice, i) => tf.reshape(slice, [...shapes[i]!]));
}

/**
 * Returns the bias corrections of step t, in float64.
 * @param step t, counted from 1
 * @param options missing constants are taken from `ADAM_DEFAULTS`
 */
export function biasCorrections(
  step: number,
  options: Partial<AdamOptions> = {},
): { biasCorrection1: number; biasCorrection2: number } {
  const { beta1, beta2 } = { ...ADAM_DEFAULTS, ...options };
  return { biasCorrection1: 1 - beta1 ** step, biasCorrection2: 1 - beta2 ** step };
}
