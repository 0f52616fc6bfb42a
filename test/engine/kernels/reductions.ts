import type { Rng } from '#src/rng.js';
import { drawAxes, drawShape, flip, pick, type Draw, type DrawnInput } from './draw.js';

/** @param axisName TensorFlow.js's name for the axes of this kernel, which is not always `axis` */
const reduction =
  (axisName = 'axis', dtypes: readonly NonNullable<DrawnInput['dtype']>[] = ['float32']): Draw =>
  (rng) => {
    const shape = drawShape(rng);
    return {
      inputs: { x: { shape, dtype: pick(rng, dtypes) } },
      attributes: { [axisName]: drawAxes(rng, shape.length), keepDims: flip(rng) },
    };
  };

const drawAxis = (rng: Rng, rank: number): number => (flip(rng) ? rng.integer(rank) : rng.integer(rank) - rank);

const argument: Draw = (rng) => {
  const shape = drawShape(rng);
  return { inputs: { x: { shape } }, attributes: { axis: rng.integer(shape.length) } };
};

export const reductionDraws: Readonly<Record<string, Draw>> = {
  Sum: reduction('axis', ['float32', 'float32', 'int32', 'bool']),
  Mean: reduction('axis', ['float32', 'float32', 'int32']),
  Max: reduction('reductionIndices', ['float32', 'int32']),
  Min: reduction('axis', ['float32', 'int32']),
  Prod: reduction(),
  All: reduction('axis', ['bool']),
  Any: reduction('axis', ['bool']),
  ArgMax: argument,
  ArgMin: argument,
  Softmax: (rng) => {
    const shape = drawShape(rng);
    return { inputs: { logits: { shape } }, attributes: { dim: shape.length - 1 } };
  },
  LogSoftmax: (rng) => {
    const shape = drawShape(rng);
    return { inputs: { logits: { shape } }, attributes: { axis: drawAxis(rng, shape.length) } };
  },
  Cumsum: (rng) => {
    const shape = drawShape(rng);
    // The CPU backend sums along the last axis only: tf.cumsum transposes around the kernel.
    return {
      inputs: { x: { shape } },
      attributes: { axis: shape.length - 1, exclusive: flip(rng), reverse: flip(rng) },
    };
  },
};
