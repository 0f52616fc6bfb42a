import type { Tensor } from '@tensorflow/tfjs';
import type { HostTensors, Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import type { Rng } from '../rng.js';
import type { MelSettings } from './mel/settings.js';

/** A network as data and pure functions. It holds no parameters. */
export interface Model {
  readonly name: string;
  /** Everything needed to rebuild the model; plain JSON. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Shape of one example, without the batch axis. */
  readonly inputShape: readonly number[];
  /**
   * Shape of the leading part of an example that the logits depend on, if it is not the whole example. `apply` accepts
   * such parts, which suffice for a prediction. R needs the whole example: unused samples are not reconstructed, and
   * count as error.
   */
  readonly usedInputShape?: readonly number[];
  readonly classCount: number;
  /**
   * What makes the network not piecewise linear, in the plural, for display; Eq. 1 is then a first-order expansion.
   * Absent if the network is piecewise linear.
   */
  readonly nonlinearity?: string;
  /** Number of parameters, frozen ones included. */
  readonly parameterCount: number;
  /** Names of parameters that training does not change; absent: none. They are saved with the others. */
  readonly frozen?: readonly string[];
  /**
   * Examples per forward and backward pass of a thread in data-parallel training, chosen so that the activations fit
   * into a core's cache. Absent: the batch is not split.
   */
  readonly microBatchSize?: number;
  /**
   * Names of the layers whose representations z⁽ˡ⁾ `apply` taps, from first to last before the logits. z⁽ˡ⁾
   * is the input of the next layer, after activation and pooling.
   */
  readonly layers: readonly string[];
  /** Returns the shapes of the random inputs (uniform in [0, 1)) that `apply` takes in training. */
  noiseShapes(batchSize: number): Readonly<Record<string, readonly number[]>>;
  /** Returns initial parameters by name, in a fixed order. */
  init(rng: Rng): HostTensors;
  /**
   * Computes the logits before softmax.
   * @param parameters named as in `init`
   * @param x [B, ...inputShape]
   * @param noise named as in `noiseShapes`; absent: no dropout
   * @param tap receives the output of each layer
   * @returns [B, classCount]
   */
  apply(parameters: Tensors, x: Tensor, noise?: Tensors, tap?: Tap): Tensor;
  /** If present, predictions can compute this layer with fewer products. */
  readonly firstConvolution?: FirstConvolution;
  /** If present, R is computed on its features instead of x: no later layer can reconstruct what it discards. */
  readonly frontEnd?: FrontEnd;
}

/** A first layer that is a convolution of samples with filters of twice its stride. */
export interface FirstConvolution {
  /** Name of the parameter, [2 · stride, 1, filters]. */
  readonly filters: string;
  readonly stride: number;
  /** Number of outputs over time. */
  readonly outputs: number;
  /**
   * Computes the logits from the outputs, without dropout.
   * @param outputs [B, outputs, filters], before the bias
   */
  classify(parameters: Tensors, outputs: Tensor, tap?: Tap): Tensor;
}

/** Fixed layers before the trainable ones. */
export interface FrontEnd {
  /** Shape of one example's features, without the batch axis. */
  readonly shape: readonly number[];
  /** Computes the features: [B, ...inputShape] -> [B, ...shape]. */
  extract(x: Tensor): Tensor;
  /** Computes the logits from features: apply(p, x, ...) = classify(p, extract(x), ...). */
  classify(parameters: Tensors, features: Tensor, noise?: Tensors, tap?: Tap): Tensor;
  /** If present, plain code can compute the front end, and frames once for overlapping examples. */
  readonly frames?: FrameFrontEnd;
}

/**
 * A front end that reads an example in short frames, and a network that reads statistics of its features. Both are also
 * plain code, `createMelKernels`.
 */
export interface FrameFrontEnd {
  readonly settings: MelSettings;
  readonly framesPerExample: number;
  /** Number of statistics of an example. */
  readonly statisticsCount: number;
  /**
   * Computes the logits from an example's statistics.
   * @param statistics [B, statisticsCount]
   */
  classifyStatistics(parameters: Tensors, statistics: Tensor, noise?: Tensors, tap?: Tap): Tensor;
}

/** Data shape that a model is built for. */
export interface ModelShape {
  /** Shape of one example, without the batch axis. */
  readonly inputShape: readonly number[];
  readonly classCount: number;
  /** Sample rate of recordings; a network that needs it keeps it in its spec. */
  readonly sampleRateHz?: number | undefined;
}

/** Name and options of a network; plain JSON. */
export interface ModelSpec {
  readonly name: string;
  readonly [option: string]: unknown;
}
