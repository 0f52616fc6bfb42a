import type { Tensor } from '@tensorflow/tfjs';
import type { HostTensors, Tensors } from '../../engine/index.js';
import type { Rng } from '../../rng.js';

/** A network from latent noise to examples, as data and two pure functions. It holds no parameters. */
export interface Generator {
  readonly name: string;
  /** Everything needed to rebuild the generator; plain JSON. */
  readonly spec: GeneratorSpec;
  /** Number of latent values per example. */
  readonly latentSize: number;
  /** Shape of one example, without the batch axis. */
  readonly outputShape: readonly number[];
  readonly parameterCount: number;
  /** Returns initial parameters by name, in a fixed order. */
  init(rng: Rng): HostTensors;
  /**
   * Generates examples, normalised like the data.
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
