import type { Tensors } from '../engine/index.js';
import { tf } from '../ops/index.js';

/** Constants of Adam. */
export interface AdamOptions {
  /** Decay of the first moment. */
  readonly beta1: number;
  /** Decay of the second moment. */
  readonly beta2: number;
  readonly epsilon: number;
}

/** What Kingma and Ba recommend. */
export const ADAM_DEFAULTS: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Scalars that change from step to step. */
export interface AdamInputs {
  readonly learningRate: tf.Tensor;
  /** 1 - beta1^t for step t, counted from 1. */
  readonly biasCorrection1: tf.Tensor;
  /** 1 - beta2^t. */
  readonly biasCorrection2: tf.Tensor;
}

/** Parameters with their moments, all by parameter name. */
export interface AdamState {
  readonly parameters: Tensors;
  readonly firstMoment: Tensors;
  readonly secondMoment: Tensors;
}

/** Most values of small parameters that are updated as one vector: an operator on few values takes as long as one on many. */
const MOST_VALUES_TOGETHER = 65_536;

/**
 * One update of Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1).
 * @param options what is not given is as in `ADAM_DEFAULTS`
 * @returns the new state; the old one is untouched
 */
export function adamUpdate(
  state: AdamState,
  gradients: Tensors,
  inputs: AdamInputs,
  options: Partial<AdamOptions> = {},
): AdamState {
  const constants = { ...ADAM_DEFAULTS, ...options };
  const updated = inGroups(state.parameters).map((names) => {
    const together = (values: Tensors) => flattened(names.map((name) => values[name]!));
    const next = update(
      {
        parameter: together(state.parameters),
        firstMoment: together(state.firstMoment),
        secondMoment: together(state.secondMoment),
      },
      together(gradients),
      inputs,
      constants,
    );
    const shapes = names.map((name) => state.parameters[name]!.shape);
    const apart = (vector: tf.Tensor) => unflattened(vector, shapes).map((value, i) => [names[i]!, value] as const);
    return {
      parameters: apart(next.parameter),
      firstMoment: apart(next.firstMoment),
      secondMoment: apart(next.secondMoment),
    };
  });
  return {
    parameters: Object.fromEntries(updated.flatMap(({ parameters }) => parameters)),
    firstMoment: Object.fromEntries(updated.flatMap(({ firstMoment }) => firstMoment)),
    secondMoment: Object.fromEntries(updated.flatMap(({ secondMoment }) => secondMoment)),
  };
}

interface OneState {
  readonly parameter: tf.Tensor;
  readonly firstMoment: tf.Tensor;
  readonly secondMoment: tf.Tensor;
}

function update(state: OneState, gradient: tf.Tensor, inputs: AdamInputs, options: AdamOptions): OneState {
  const { beta1, beta2, epsilon } = options;
  const firstMoment = tf.add(tf.mul(state.firstMoment, beta1), tf.mul(gradient, 1 - beta1));
  const secondMoment = tf.add(tf.mul(state.secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const denominator = tf.add(tf.sqrt(tf.div(secondMoment, inputs.biasCorrection2)), epsilon);
  const step = tf.div(tf.mul(firstMoment, tf.div(inputs.learningRate, inputs.biasCorrection1)), denominator);
  return { parameter: tf.sub(state.parameter, step), firstMoment, secondMoment };
}

/** Names in their order, in groups of at most `MOST_VALUES_TOGETHER` values; a larger one is alone. */
function inGroups(parameters: Tensors): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const [name, { size }] of Object.entries(parameters)) {
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = MOST_VALUES_TOGETHER;
    }
    groups.at(-1)!.push(name);
    room -= size;
  }
  return groups;
}

function flattened(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.length === 1 ? tensors[0]! : tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));
}

function unflattened(vector: tf.Tensor, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  if (shapes.length === 1) return [vector];
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  return tf.split(vector, sizes).map((part, i) => tf.reshape(part, [...shapes[i]!]));
}

/**
 * The bias corrections of step t, in float64.
 * @param step t, counted from 1
 * @param options what is not given is as in `ADAM_DEFAULTS`
 */
export function biasCorrections(
  step: number,
  options: Partial<AdamOptions> = {},
): { biasCorrection1: number; biasCorrection2: number } {
  const { beta1, beta2 } = { ...ADAM_DEFAULTS, ...options };
  return { biasCorrection1: 1 - beta1 ** step, biasCorrection2: 1 - beta2 ** step };
}
