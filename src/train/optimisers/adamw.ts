import type { Tensors } from '../../engine/index.js';
import { tf } from '../../ops/index.js';
import { type AdamInputs, type AdamOptions, type AdamState, adamUpdate } from './adam.js';
import { mapWeights } from './weights.js';

/** Constants of AdamW. */
export interface AdamwOptions extends Partial<AdamOptions> {
  /** Decay of weights per step, relative to the learning rate; 0: Adam. */
  readonly weightDecay: number;
}

/**
 * One update of AdamW: Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled weight decay
 * regularization", 2019, algorithm 2, line 12). As in PyTorch, the learning rate stands for both the schedule
 * multiplier η_t and the step size α: each weight w first becomes (1 − learningRate · weightDecay) w. Biases keep
 * their values.
 * @returns the new state; the old one is not modified
 */
export function adamwUpdate(
  state: AdamState,
  gradients: Tensors,
  inputs: AdamInputs,
  { weightDecay, ...adam }: AdamwOptions,
): AdamState {
  if (weightDecay === 0) return adamUpdate(state, gradients, inputs, adam);
  return tf.tidy(() => {
    const kept = tf.sub(1, tf.mul(inputs.learningRate, weightDecay));
    const parameters = mapWeights(state.parameters, (weight) => tf.mul(weight, kept));
    return { ...adamUpdate({ ...state, parameters }, gradients, inputs, adam) };
  });
}
