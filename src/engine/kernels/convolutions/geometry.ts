import { EngineError } from '../../../errors.js';
import { tf } from '../../../ops/index.js';
import type { Attributes } from '../types.js';

export type Shape4 = [number, number, number, number];

/** One spatial axis of a convolution: output[i] = sum_j filter[j] input[i * stride + j * dilation - padBefore]. */
export interface ConvolutionAxis {
  readonly inputLength: number;
  readonly outputLength: number;
  readonly filterLength: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBefore: number;
  readonly padAfter: number;
}

/** Sizes of a convolution of [B, H, W, C] with [KH, KW, C, F] to [B, H', W', F]. */
export interface ConvolutionGeometry {
  readonly batchSize: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly rows: ConvolutionAxis;
  readonly columns: ConvolutionAxis;
}

/**
 * Computes the geometry with TensorFlow.js's rules for padding and rounding.
 * @throws EngineError for layouts and paddings that cannot be compiled
 */
export function convolutionGeometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: Attributes,
): ConvolutionGeometry {
  const { strides, pad: padding, dataFormat, dilations, dimRoundingMode } = attributes;
  if (dataFormat !== undefined && dataFormat !== 'NHWC')
    throw new EngineError(`convolutions in ${JSON.stringify(dataFormat)} layout cannot be compiled; use NHWC`);
  const [filterHeight, filterWidth] = filterShape;
  const [down, across] = Array.isArray(strides) ? (strides as number[]) : [strides, strides];
  if (typeof padding === 'number' && (filterHeight !== filterWidth || down !== across)) {
    // TensorFlow.js would use the filter's height and the vertical stride for both axes, and compute a different
    // shape.
    throw new EngineError(
      `a convolution padded by the number ${padding} needs a square filter and equal strides, ` +
        `got ${filterHeight} x ${filterWidth}`,
    );
  }
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides as number,
    (dilations as number | undefined) ?? 1,
    padding as 'valid',
    dimRoundingMode as 'floor' | undefined,
  );
  return {
    batchSize: info.batchSize,
    inputChannels: info.inChannels,
    outputChannels: info.outChannels,
    rows: {
      inputLength: info.inHeight,
      outputLength: info.outHeight,
      filterLength: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      padBefore: info.padInfo.top,
      padAfter: info.padInfo.bottom,
    },
    columns: {
      inputLength: info.inWidth,
      outputLength: info.outWidth,
      filterLength: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      padBefore: info.padInfo.left,
      padAfter: info.padInfo.right,
    },
  };
}

/** Whether stride and dilation are 1 along both axes. */
export function isDense({ rows, columns }: ConvolutionGeometry): boolean {
  return [rows, columns].every(({ stride, dilation }) => stride === 1 && dilation === 1);
}
