import { ShapeError } from '../errors.js';
import { tf, type Tensor } from './tf.js';

/** 'valid': no padding. 'same': output of the input's size. 'full': every position where filter and input overlap. */
export type Padding = 'valid' | 'same' | 'full';

/**
 * 2-D convolution with stride 1 (a correlation).
 * @param x [B, H, W, C]
 * @param filter [KH, KW, C, F], KH and KW odd for 'same'
 * @returns [B, H', W', F]
 */
export function conv2d(x: Tensor, filter: Tensor, padding: Padding): Tensor {
  const [height, width, channels] = filter.shape as [number, number, number, number];
  if (x.rank !== 4 || x.shape[3] !== channels) {
    throw new ShapeError(
      `conv2d: expected x [B, H, W, ${channels}] for filter [${filter.shape.join(', ')}], got [${x.shape.join(', ')}]`,
    );
  }
  const pad = padding === 'full' ? fullPadding(height, width) : padding;
  return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad);
}

type ExplicitPadding = Parameters<typeof tf.conv2d>[3];

/** One number where it is the same along both axes. */
function fullPadding(height: number, width: number): ExplicitPadding {
  const [rows, columns] = [height - 1, width - 1];
  if (rows === columns) return rows;
  return [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ];
}
