import { ShapeError } from '../errors.js';
import { tf } from './tensorflow.js';

/** Attributes of TensorFlow.js's pooling kernels. */
export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** One spatial axis of a pooling operation. */
export interface PoolAxis {
  readonly axis: number;
  readonly size: number;
  readonly stride: number;
  readonly padBefore: number;
  readonly padAfter: number;
  readonly inputLength: number;
  readonly outputLength: number;
}

/** Positions of the windows of a pooling operation over [B, H, W, C]. */
export interface PoolGeometry {
  readonly axes: readonly PoolAxis[];
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
}

/**
 * Computes the geometry with TensorFlow.js's rules for padding and rounding. An incomplete window at the end, which
 * rounding up adds, is completed by padding.
 * @throws ShapeError if a window contains nothing but padding
 */
export function poolGeometry(inputShape: readonly number[], attributes: PoolAttributes): PoolGeometry {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(
    inputShape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return {
    inputShape,
    outputShape: info.outShape,
    axes: [
      poolAxis({
        axis: 1,
        size: info.filterHeight,
        stride: info.strideHeight,
        padBefore: info.padInfo.top,
        padAfter: info.padInfo.bottom,
        inputLength: info.inHeight,
        outputLength: info.outHeight,
      }),
      poolAxis({
        axis: 2,
        size: info.filterWidth,
        stride: info.strideWidth,
        padBefore: info.padInfo.left,
        padAfter: info.padInfo.right,
        inputLength: info.inWidth,
        outputLength: info.outWidth,
      }),
    ],
  };
}

function poolAxis(axis: PoolAxis): PoolAxis {
  const { size, stride, padBefore, padAfter, inputLength, outputLength } = axis;
  const lastStart = (outputLength - 1) * stride - padBefore;
  if (outputLength > 0 && (padBefore >= size || lastStart >= inputLength)) {
    throw new ShapeError(
      `pooling: windows of ${size}, stride ${stride}, have no entry of the input's ${inputLength} at ` +
        `position ${padBefore >= size ? 0 : outputLength - 1}; use less padding, or do not round up`,
    );
  }
  return { ...axis, padAfter: Math.max(padAfter, lastStart + size - inputLength) };
}
