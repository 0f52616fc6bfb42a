import * as tf from '@tensorflow/tfjs';

/**
 * Every `stride`-th entry along an axis, and its transpose. They are each other's gradient, so both can be differentiated any
 * number of times (TensorFlow.js's `stridedSlice` has no gradient).
 */
export interface EveryNth {
  readonly axis: number;
  readonly start: number;
  readonly stride: number;
  readonly count: number;
}

/** x[..., start + stride * i, ...] for i < count. */
export function everyNth(x: tf.Tensor, at: EveryNth): tf.Tensor {
  const inputLength = x.shape[at.axis]!;
  const op = tf.customGrad((...args) => {
    const [input] = args as [tf.Tensor];
    return {
      value: sliceEveryNth(input, at),
      gradFunc: (dy: tf.Tensor | tf.Tensor[]) => spreadEveryNth(dy as tf.Tensor, at, inputLength),
    };
  });
  return op(x);
}

/** The transpose: zeros of `length` along the axis, with y's entries at start + stride * i. */
export function spreadEveryNth(y: tf.Tensor, at: EveryNth, length: number): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [input] = args as [tf.Tensor];
    return {
      value: zeroStuff(input, at, length),
      gradFunc: (dy: tf.Tensor | tf.Tensor[]) => everyNth(dy as tf.Tensor, at),
    };
  });
  return op(y);
}

function sliceEveryNth(x: tf.Tensor, { axis, start, stride, count }: EveryNth): tf.Tensor {
  const begin = x.shape.map((_, i) => (i === axis ? start : 0));
  const end = x.shape.map((size, i) => (i === axis ? start + stride * (count - 1) + 1 : size));
  if (stride === 1) {
    return tf.slice(
      x,
      begin,
      end.map((e, i) => e - begin[i]!),
    );
  }
  const strides = x.shape.map((_, i) => (i === axis ? stride : 1));
  return tf.stridedSlice(x, begin, end, strides);
}

function zeroStuff(y: tf.Tensor, { axis, start, stride, count }: EveryNth, length: number): tf.Tensor {
  const before = y.shape.slice(0, axis);
  const after = y.shape.slice(axis + 1);
  // [.., count, ..] -> [.., count, stride, ..] -> [.., count * stride, ..], zeros after each entry but the last one's
  let stuffed = y;
  if (stride > 1) {
    const spread = tf.pad(y.reshape([...before, count, 1, ...after]), padding(y.rank + 1, axis + 1, 0, stride - 1));
    const whole = spread.reshape([...before, count * stride, ...after]);
    stuffed = tf.slice(
      whole,
      whole.shape.map(() => 0),
      whole.shape.map((size, i) => (i === axis ? size - stride + 1 : size)),
    );
  }
  const covered = stuffed.shape[axis]!;
  const padAfter = length - start - covered;
  return start === 0 && padAfter === 0 ? stuffed.clone() : tf.pad(stuffed, padding(y.rank, axis, start, padAfter));
}

function padding(rank: number, axis: number, before: number, after: number): [number, number][] {
  return Array.from({ length: rank }, (_, i) => (i === axis ? [before, after] : [0, 0]));
}
