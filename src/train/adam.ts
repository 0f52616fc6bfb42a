import type { Tensors } from '../engine/types.js';
import { tf } from '../ops/tf.js';

/** Constants of Adam. */
export interface AdamOptions {
  /** Decay of the first moment. */
  readonly beta1: number;
  /** Decay of the second moment. */
  readonly beta2: number;
  readonly epsilon: number;
}

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

/**
 * One update of Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1).
 * @returns the new state; the old one is untouched
 */
export function adamUpdate(state: AdamState, gradients: Tensors, inputs: AdamInputs, options: AdamOptions): AdamState {
  const { beta1, beta2, epsilon } = options;
  const updated = Object.keys(state.parameters).map((name) => {
    const gradient = gradients[name]!;
    const first = tf.add(tf.mul(state.firstMoment[name]!, beta1), tf.mul(gradient, 1 - beta1));
    const second = tf.add(tf.mul(state.secondMoment[name]!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const denominator = tf.add(tf.sqrt(tf.div(second, inputs.biasCorrection2)), epsilon);
    const step = tf.div(tf.mul(first, tf.div(inputs.learningRate, inputs.biasCorrection1)), denominator);
    return [name, tf.sub(state.parameters[name]!, step), first, second] as const;
  });
  return {
    parameters: Object.fromEntries(updated.map(([name, parameter]) => [name, parameter])),
    firstMoment: Object.fromEntries(updated.map(([name, , first]) => [name, first])),
    secondMoment: Object.fromEntries(updated.map(([name, , , second]) => [name, second])),
  };
}

/** The bias corrections of step t, counted from 1, in float64. */
export function biasCorrections(
  step: number,
  { beta1, beta2 }: AdamOptions,
): { biasCorrection1: number; biasCorrection2: number } {
  return { biasCorrection1: 1 - beta1 ** step, biasCorrection2: 1 - beta2 ** step };
}
