import type { HostTensor, HostTensors, Program, Tensors } from '../../engine/index.js';
import { residual, type ResidualOptions, type Tap } from '../../inversion/index.js';
import {
  type FirstConvolution,
  type FrameFrontEnd,
  invertiblePart,
  type Model,
  parameterShapes,
} from '../../models/index.js';
import { conv1d, tf, type Tensor } from '../../ops/index.js';

export interface PredictOptions {
  readonly batchSize: number;
  /** Shape of one example; default: the model's `inputShape`. Without R, its `usedInputShape` is enough. */
  readonly inputShape?: readonly number[];
  /** Also computes R(x) of every example, at the cost of a backward pass. */
  readonly residual?: ResidualOptions;
  /** Also returns what the last layer reads; without R. */
  readonly representation?: boolean;
  /** As in `ClassifyOptions`; without R. */
  readonly prototypes?: HostTensor | undefined;
  /**
   * Parameters to build in, keyed by the model's parameter names. The program then has no state, and the engine stores
   * these constants in the layout that its matrix products prefer. A fifth faster, if the parameters no longer change.
   */
  readonly parameters?: HostTensors;
}

/** What is built into a program that classifies. */
export interface ClassifyOptions {
  readonly batchSize: number;
  /** Keyed by the model's parameter names. */
  readonly parameters: HostTensors;
  /** Typical of what the last layer reads: [P, D], rows of length 1. If present, distances are computed. */
  readonly prototypes?: HostTensor | undefined;
}

/**
 * Program that predicts a batch, without dropout.
 *
 * State: `parameters/*`, unless they are built in. Input: `x` [B, ...]. Outputs: `logits` [B, C] and, if requested,
 * `residual` [B] and `representation` [B, D].
 */
export function predictProgram(model: Model, options: PredictOptions): Program {
  const { batchSize, inputShape = model.inputShape, parameters: constantParameters } = options;
  const name = `${model.name} prediction`;
  const x = { shape: [batchSize, ...inputShape] };
  if (constantParameters !== undefined) {
    return {
      name,
      inputs: { x },
      fn: (tensors) => predictBatch(model, options, constants(constantParameters), tensors['x']!),
    };
  }
  const shapes = parameterShapes(model);
  const names = Object.keys(shapes);
  return {
    name,
    inputs: { ...Object.fromEntries(names.map((key) => [`parameters/${key}`, { shape: shapes[key]! }])), x },
    state: Object.fromEntries(names.map((key) => [`parameters/${key}`, `next/parameters/${key}`])),
    fn: (tensors) => {
      const parameters: Tensors = Object.fromEntries(names.map((key) => [key, tensors[`parameters/${key}`]!]));
      const unchanged = Object.fromEntries(names.map((key) => [`next/parameters/${key}`, parameters[key]!.clone()]));
      return { ...predictBatch(model, options, parameters, tensors['x']!), ...unchanged };
    },
  };
}

/**
 * Program that predicts a batch from statistics of the examples, which plain code computes (`Model.frontEnd.frames`).
 *
 * Input: `x` [B, statisticsCount]. Outputs: `logits` [B, C] and, with prototypes, `distance` [B].
 */
export function predictFromStatistics(
  modelName: string,
  { statisticsCount, classifyStatistics }: FrameFrontEnd,
  { batchSize, parameters, prototypes }: ClassifyOptions,
): Program {
  return {
    name: `${modelName} prediction from statistics`,
    inputs: { x: { shape: [batchSize, statisticsCount] } },
    fn: ({ x }) => classified(prototypes, (tap) => classifyStatistics(constants(parameters), x!, undefined, tap)),
  };
}

/**
 * Program that predicts a batch from differences of neighbouring blocks of samples, for a network whose first layer is
 * a convolution. Of the outputs y_j = X_j H + X_{j+1} K, X_j being block j, two neighbours take three products instead
 * of four (Winograd, 1980):
 *
 *   y_{2i} = (X_{2i} − X_{2i+1}) H + X_{2i+1} (H + K),   y_{2i+1} = X_{2i+1} (H + K) − (X_{2i+1} − X_{2i+2}) K
 *
 * Input: `x` [3, B pairs, stride], the factors on the left of H, H + K and K. Outputs: `logits` [B, C] and, with
 * prototypes, `distance` [B].
 */
export function predictFromBlocks(
  modelName: string,
  { filters, stride, outputs, classify }: FirstConvolution,
  { batchSize, parameters, prototypes }: ClassifyOptions,
): Program {
  const pairs = outputs / 2;
  const { data, shape } = parameters[filters]!;
  const filterCount = shape[2]!;
  const size = stride * filterCount;
  const factors = new Float32Array(3 * size);
  for (let i = 0; i < size; i++) {
    const [first, second] = [data[i]!, data[size + i]!];
    factors[i] = first;
    factors[size + i] = first + second;
    factors[2 * size + i] = second;
  }
  return {
    name: `${modelName} prediction from blocks`,
    inputs: { x: { shape: [3, batchSize * pairs, stride] } },
    fn: ({ x }) => {
      const products = tf.matMul(x as tf.Tensor3D, tf.tensor3d(factors, [3, stride, filterCount]));
      const [even, shared, odd] = tf.unstack(products) as [Tensor, Tensor, Tensor];
      const both = tf.stack([tf.add(even, shared), tf.sub(shared, odd)], 1);
      const rows = tf.reshape(both, [batchSize, outputs, filterCount]);
      return classified(prototypes, (tap) => classify(constants(parameters), rows, tap));
    },
  };
}

/**
 * Program that predicts a batch of overlapping examples from the samples that contain them, for a network whose first
 * layer is a convolution, and examples that start at multiples of its stride: it is computed once for all of them.
 * Normalisation (x − mean) · scale of an example follows from the convolution of the samples as they are.
 *
 * Inputs: `x` [blocks, stride], the samples; `mean` and `scale` [B]. Outputs: `logits` [B, C] and, with prototypes,
 * `distance` [B]. The next example starts `blocksPerHop` blocks after the last.
 */
export function predictFromSharedBlocks(
  modelName: string,
  { filters, stride, outputs, classify }: FirstConvolution,
  options: ClassifyOptions & { readonly blocksPerHop: number },
): Program {
  const { batchSize, blocksPerHop, parameters, prototypes } = options;
  const { data, shape } = parameters[filters]!;
  const filterCount = shape[2]!;
  const all = (batchSize - 1) * blocksPerHop + outputs;
  const windows = Int32Array.from({ length: batchSize * outputs }, (_, i) => {
    return Math.floor(i / outputs) * blocksPerHop + (i % outputs);
  });
  return {
    name: `${modelName} prediction from shared blocks`,
    inputs: { x: { shape: [all + 1, stride] }, mean: { shape: [batchSize] }, scale: { shape: [batchSize] } },
    fn: ({ x, mean, scale }) => {
      const filter = tf.tensor3d(data as Float32Array, [2 * stride, 1, filterCount]);
      const samples = tf.reshape(x!, [1, (all + 1) * stride, 1]);
      const responses = tf.reshape<tf.Rank.R2>(conv1d(samples, filter, { stride }), [all, filterCount]);
      const raw = tf.reshape(tf.gather(responses, tf.tensor1d(windows, 'int32')), [batchSize, outputs, filterCount]);
      const ofMean = tf.mul(tf.reshape(mean!, [batchSize, 1, 1]), tf.reshape(tf.sum(filter, 0), [1, 1, filterCount]));
      const normalised = tf.mul(tf.sub(raw, ofMean), tf.reshape(scale!, [batchSize, 1, 1]));
      return classified(prototypes, (tap) => classify(constants(parameters), normalised, tap));
    },
  };
}

function predictBatch(model: Model, options: PredictOptions, parameters: Tensors, x: Tensor): Tensors {
  const { f, x: inverted } = invertiblePart(model, parameters, x);
  if (options.residual === undefined) {
    const { representation } = options;
    const network = (tap?: Tap): Tensor => f(inverted, tap);
    const outputs = classified(options.prototypes, network);
    return representation ? { ...outputs, ...withRepresentation(network) } : outputs;
  }
  const { output, residual: distance } = residual((input) => f(input), options.residual)(inverted);
  return { logits: output, residual: distance };
}

function constants(values: HostTensors): Tensors {
  return Object.fromEntries(
    Object.entries(values).map(([name, { data, shape, dtype }]) => [name, tf.tensor(data, [...shape], dtype)]),
  );
}

/** Calls a network, and keeps what its last layer reads, as vectors [B, D]; of one without layers, its logits. */
function withRepresentation(network: (tap?: Tap) => Tensor): {
  readonly logits: Tensor;
  readonly representation: Tensor;
} {
  let last: Tensor | undefined;
  const logits = network((_, z) => (last = z));
  return { logits, representation: tf.reshape(last!, [logits.shape[0], -1]) };
}

/** Logits, and with prototypes the distance of each row from the nearest: 1 − the greatest cosine, 0 to 2. */
function classified(prototypes: HostTensor | undefined, network: (tap?: Tap) => Tensor): Tensors {
  if (prototypes === undefined) return { logits: network() };
  const { logits, representation } = withRepresentation(network);
  const [count, dimensions] = prototypes.shape as [number, number];
  const typical = tf.tensor2d(prototypes.data as Float32Array, [count, dimensions]);
  const products = tf.matMul(representation, typical, false, true);
  const lengths = tf.sqrt(tf.add(tf.sum(tf.square(representation), 1), SMALLEST_SQUARED_LENGTH));
  return { logits, distance: tf.sub(1, tf.div(tf.max(products, 1), lengths)) };
}

/** Keeps a representation of zeros from dividing by zero: its distance is 1. */
const SMALLEST_SQUARED_LENGTH = 1e-12;
