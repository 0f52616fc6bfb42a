import type { Tensors } from '../../engine/index.js';
import { tf } from '../../ops/index.js';
import { updateInGroups } from './groups.js';

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
 * One update of Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1).
 * @param options missing constants are taken from `ADAM_DEFAULTS`
 * @returns the new state; the old one is not modified
 */
export function adamUpdate(
  { parameters, firstMoment, secondMoment }: AdamState,
  gradients: Tensors,
  inputs: AdamInputs,
  options: Partial<AdamOptions> = {},
): AdamState {
  const constants = { ...ADAM_DEFAULTS, ...options };
  return updateInGroups({ parameters, firstMoment, secondMoment, gradients }, (vectors) =>
    update(vectors, inputs, constants),
  );
}

interface Vectors {
  readonly parameters: tf.Tensor;
  readonly firstMoment: tf.Tensor;
  readonly secondMoment: tf.Tensor;
}

function update(
  { gradients, ...state }: Vectors & { readonly gradients: tf.Tensor },
  inputs: AdamInputs,
  { beta1, beta2, epsilon }: AdamOptions,
): Vectors {
  const firstMoment = tf.add(tf.mul(state.firstMoment, beta1), tf.mul(gradients, 1 - beta1));
  const secondMoment = tf.add(tf.mul(state.secondMoment, beta2), tf.mul(tf.square(gradients), 1 - beta2));
  const denominator = tf.add(tf.sqrt(tf.div(secondMoment, inputs.biasCorrection2)), epsilon);
  const step = tf.div(tf.mul(firstMoment, tf.div(inputs.learningRate, inputs.biasCorrection1)), denominator);
  return { parameters: tf.sub(state.parameters, step), firstMoment, secondMoment };
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
