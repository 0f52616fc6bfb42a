import type { Tensor } from '@tensorflow/tfjs';
import type { HostTensors, Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import type { Rng } from '../rng.js';

/** A network as data and two pure functions. Parameters live outside of it. */
export interface Model {
  readonly name: string;
  /** Everything needed to build the model again; plain JSON. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Shape of one example, without the batch. */
  readonly inputShape: readonly number[];
  /**
   * Shape of the leading part of an example that the logits depend on, where that is less than all of it: `apply` takes such parts as well, and a
   * prediction needs no more. R does: what the network does not read, it does not give back.
   */
  readonly usedInputShape?: readonly number[];
  readonly classCount: number;
  /** What keeps the network from being piecewise linear, in the plural, for people; Eq. 1 is then its expansion to first order. Absent: nothing. */
  readonly nonlinearity?: string;
  /** Frozen ones included. */
  readonly parameterCount: number;
  /** Names of the parameters that training leaves as they are, bit by bit; absent: none. They are saved with the others. */
  readonly frozen?: readonly string[];
  /**
   * Examples that a thread should train on at once, where threads share a batch: what they make of them fits into its cache. Absent: a
   * batch is trained on in one piece.
   */
  readonly microBatchSize?: number;
  /**
   * Names of the layers whose representations z⁽ˡ⁾ `apply` shows, from the first to the last before the logits: what the next layer sees,
   * activation and pooling included.
   */
  readonly layers: readonly string[];
  /** Shapes of the random inputs that `apply` takes in training (uniform in [0, 1)), for a batch. */
  noiseShapes(batchSize: number): Readonly<Record<string, readonly number[]>>;
  /** Fresh parameters, by name, in a fixed order. */
  init(rng: Rng): HostTensors;
  /**
   * Logits before softmax.
   * @param parameters as `init` names them
   * @param x [B, ...inputShape]
   * @param noise as `noiseShapes` names them; absent: no dropout
   * @param tap is shown what comes out of each layer
   * @returns [B, classCount]
   */
  apply(parameters: Tensors, x: Tensor, noise?: Tensors, tap?: Tap): Tensor;
  /** If given, R is over what it makes of x, in place of x: what it leaves out, no layer behind it can give back. */
  readonly frontEnd?: FrontEnd;
}

/** Fixed layers before those that learn. */
export interface FrontEnd {
  /** Shape of what it makes of one example, without the batch. */
  readonly shape: readonly number[];
  /** [B, ...inputShape] -> [B, ...shape]. */
  extract(x: Tensor): Tensor;
  /** The rest of the network: apply(p, x, ...) = classify(p, extract(x), ...). */
  classify(parameters: Tensors, features: Tensor, noise?: Tensors, tap?: Tap): Tensor;
}

/** What a model is built for. */
export interface ModelShape {
  /** Shape of one example, without the batch. */
  readonly inputShape: readonly number[];
  readonly classCount: number;
  /** Of recordings; a network that needs it keeps it in its spec. */
  readonly sampleRateHz?: number | undefined;
}

/** Name of a network and its options; plain JSON. */
export interface ModelSpec {
  readonly name: string;
  readonly [option: string]: unknown;
}
