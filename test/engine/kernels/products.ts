import { backend_util } from '@tensorflow/tfjs';
import type { Rng } from '#src/rng.js';
import { between, flip, pick, type Draw, type DrawnCall, type DrawnInput } from './draw.js';

type Shape4 = [number, number, number, number];

interface Convolution {
  readonly x: Shape4;
  readonly filter: Shape4;
  readonly dy: Shape4;
  readonly attributes: {
    readonly strides: [number, number];
    readonly pad: 'same' | 'valid' | number;
    readonly dataFormat: 'NHWC';
    readonly dilations: [number, number];
  };
}

/** Draws a convolution that uses Winograd's filtering. */
function drawTiled(rng: Rng): Convolution {
  const size = between(rng, 2, 5);
  const channels = between(rng, 9, 16);
  const pad = pick(rng, ['same', 'valid', size - 1] as const);
  const filter: Shape4 = [size, size, channels, between(rng, 9, 16)];
  const x: Shape4 = [between(rng, 1, 2), size + between(rng, 3, 12), size + between(rng, 3, 12), channels];
  const { outShape } = backend_util.computeConv2DInfo(x, filter, 1, 1, pad);
  return { x, filter, dy: outShape, attributes: { strides: [1, 1], pad, dataFormat: 'NHWC', dilations: [1, 1] } };
}

/**
 * Draws a convolution.
 * @param dilatable whether the kernel supports dilations, unlike the gradients
 */
function drawConvolution(rng: Rng, dilatable: boolean): Convolution {
  if (rng.integer(3) === 0) return drawTiled(rng);
  const pad = pick(rng, ['same', 'valid', 0, 1, 2] as const);
  // With a padding number, TensorFlow.js uses the filter's height and the vertical stride for both axes.
  const square = typeof pad === 'number';
  const [height, width] = [between(rng, 1, 4), between(rng, 1, 4)];
  const filter: Shape4 = [height, square ? height : width, between(rng, 1, 3), between(rng, 1, 4)];
  const dilation = dilatable && rng.integer(4) === 0 ? 2 : 1;
  const reach = (size: number): number => (size - 1) * dilation + 1;
  const x: Shape4 = [
    between(rng, 1, 3),
    reach(filter[0]) + rng.integer(5),
    reach(filter[1]) + rng.integer(5),
    filter[2],
  ];
  // TensorFlow.js does not support strides together with dilations.
  const [down, across] = dilation > 1 ? [1, 1] : [between(rng, 1, 3), between(rng, 1, 3)];
  const strides: [number, number] = [down, square ? down : across];
  const { outShape } = backend_util.computeConv2DInfo(x, filter, strides, dilation, pad);
  return { x, filter, dy: outShape, attributes: { strides, pad, dataFormat: 'NHWC', dilations: [dilation, dilation] } };
}

/** Draws bias and activation of a fused kernel. */
function drawBiasAndActivation(
  rng: Rng,
  channels: number,
): { inputs: Record<string, DrawnInput>; attributes: Record<string, unknown> } {
  const activation = pick(rng, [undefined, 'linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu']);
  const inputs: Record<string, DrawnInput> = {};
  if (flip(rng)) inputs['bias'] = { shape: [channels] };
  if (activation === 'prelu') inputs['preluActivationWeights'] = { shape: [channels] };
  return { inputs, attributes: { activation, leakyreluAlpha: 0.2 } };
}

/** Draws two matrices with equal or broadcast batch axes. */
function drawMatrices(
  rng: Rng,
  batched: boolean,
): { a: DrawnInput; b: DrawnInput; columns: number; transposed: Record<string, boolean> } {
  const [rows, inner, columns] = [between(rng, 1, 6), between(rng, 1, 6), between(rng, 1, 6)];
  const [transposeA, transposeB] = [flip(rng), flip(rng)];
  const batch = batched && flip(rng) ? [between(rng, 1, 3), between(rng, 1, 3)] : [between(rng, 1, 3)];
  const broadcast = (): number[] => (flip(rng) ? batch : batch.map(() => 1));
  const a = [...broadcast(), ...(transposeA ? [inner, rows] : [rows, inner])];
  const b = [...broadcast(), ...(transposeB ? [columns, inner] : [inner, columns])];
  return { a: { shape: a }, b: { shape: b }, columns, transposed: { transposeA, transposeB } };
}

export const productDraws: Readonly<Record<string, Draw>> = {
  BatchMatMul: (rng) => {
    const { a, b, transposed } = drawMatrices(rng, true);
    const flat = flip(rng);
    const inputs = flat ? { a: { shape: a.shape.slice(-2) }, b: { shape: b.shape.slice(-2) } } : { a, b };
    return { inputs, attributes: transposed };
  },
  _FusedMatMul: (rng) => {
    const { a, b, columns, transposed } = drawMatrices(rng, false);
    const extras = drawBiasAndActivation(rng, columns);
    return { inputs: { a, b, ...extras.inputs }, attributes: { ...transposed, ...extras.attributes } };
  },
  Conv2D: (rng) => {
    const { x, filter, attributes } = drawConvolution(rng, true);
    return { inputs: { x: { shape: x }, filter: { shape: filter } }, attributes };
  },
  FusedConv2D: (rng) => {
    const { x, filter, attributes } = drawConvolution(rng, true);
    const extras = drawBiasAndActivation(rng, filter[3]);
    return {
      inputs: { x: { shape: x }, filter: { shape: filter }, ...extras.inputs },
      attributes: { ...attributes, ...extras.attributes },
    };
  },
  Conv2DBackpropInput: (rng): DrawnCall => {
    const { x, filter, dy, attributes } = drawConvolution(rng, false);
    return { inputs: { dy: { shape: dy }, filter: { shape: filter } }, attributes: { ...attributes, inputShape: x } };
  },
  Conv2DBackpropFilter: (rng): DrawnCall => {
    const { x, filter, dy, attributes } = drawConvolution(rng, false);
    return { inputs: { x: { shape: x }, dy: { shape: dy } }, attributes: { ...attributes, filterShape: filter } };
  },
};
