import type { Tensor } from '@tensorflow/tfjs';
import type { HostTensors, Tensors } from '../../engine/index.js';
import type { Rng } from '../../rng.js';

/** A network from latent noise to examples, as data and two pure functions. Parameters live outside of it. */
export interface Generator {
  readonly name: string;
  /** Everything needed to build it again; plain JSON. */
  readonly spec: GeneratorSpec;
  /** Numbers that an example is made of. */
  readonly latentSize: number;
  /** Shape of one example, without the batch. */
  readonly outputShape: readonly number[];
  readonly parameterCount: number;
  /** Fresh parameters, by name, in a fixed order. */
  init(rng: Rng): HostTensors;
  /**
   * Examples, normalised as the data is.
   * @param z [B, latentSize], standard normal
   * @returns [B, ...outputShape]
   */
  apply(parameters: Tensors, z: Tensor): Tensor;
}

/** Name of a generator and its options; plain JSON. */
export interface GeneratorSpec {
  readonly name: string;
  readonly [option: string]: unknown;
}
