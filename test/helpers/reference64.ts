import type { HostTensor } from '#src/engine/types.js';
import { convolve64, filterGradient64, inputGradient64, type ConvolutionSizes } from './convolution-loops64.js';

/**
 * A small float64 evaluator, the reference for tests of the float32 code. Each primitive is a plain forward loop
 * and its vector-Jacobian product. Layout as in TensorFlow.js: [B, T, C], [B, H, W, C], filters [..., C, F].
 *
 * R is discontinuous in the parameters where a ReLU or a maximum switches. Nodes therefore also record their switches
 * (`pattern`), and a finite difference is valid only if both ends have the same pattern (see finite-differences64.ts).
 */
export interface Array64 {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** A value with its vector-Jacobian product, which maps its gradient to those of its parents. */
export interface Node64 extends Array64 {
  readonly parents: readonly Node64[];
  readonly vjp: (gradient: Float64Array) => readonly (Float64Array | undefined)[];
  /** Whether no gradient with respect to this node is wanted, which takes a third of the time of a convolution. */
  readonly constant?: boolean;
  /** The side of the kink on which each element lies; absent for smooth operations. */
  readonly pattern?: Int32Array;
  /**
   * Smallest distance of an element to its kink, relative to the elements' root mean square; absent for smooth
   * operations.
   */
  readonly clearance?: number;
}

/** A function of a batch: [B, ...S] -> [B, C]. */
export type Function64 = (x: Node64) => Node64;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, axis) => product * axis, 1);

/** Creates an input node. */
export function leaf({ shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }): Node64 {
  const values = Float64Array.from(data);
  if (values.length !== sizeOf(shape))
    throw new Error(`leaf: [${shape.join(', ')}] needs ${sizeOf(shape)} values, got ${values.length}`);
  return { shape, data: values, parents: [], vjp: () => [] };
}

/** Creates an input node without a gradient. */
export const constant = (array: Array64): Node64 => ({ ...leaf(array), constant: true });

/** Creates an input node for every tensor of a record. */
export function leaves(tensors: Readonly<Record<string, HostTensor>>): Record<string, Node64> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, leaf(tensor)]));
}

// Shapes and sums

export function reshape(x: Node64, shape: readonly number[]): Node64 {
  return { shape, data: x.data, parents: [x], vjp: (g) => [g] };
}

/** x + y; y may lack leading axes of x (a bias). */
export function add(x: Node64, y: Node64): Node64 {
  const period = y.data.length;
  const data = x.data.map((value, i) => value + y.data[i % period]!);
  return {
    shape: x.shape,
    data,
    parents: [x, y],
    vjp: (g) => {
      const bias = new Float64Array(period);
      g.forEach((value, i) => (bias[i % period]! += value));
      return [g, bias];
    },
  };
}

/** x times constants of its shape, such as a dropout mask. */
export function scale(x: Node64, factors: ArrayLike<number>): Node64 {
  const times = (values: Float64Array): Float64Array => values.map((value, i) => value * factors[i]!);
  return { shape: x.shape, data: times(x.data), parents: [x], vjp: (g) => [times(g)] };
}

/** Dropout with given noise: units with noise < rate become zero, the others are divided by 1 - rate. */
export function dropout(x: Node64, noise: ArrayLike<number>, rate: number): Node64 {
  return scale(
    x,
    Array.from(noise, (value) => (value >= Math.fround(rate) ? 1 / (1 - rate) : 0)),
  );
}

/** Subtracts the mean over the last axis: the inhibitor connections. */
export function subtractChannelMean(x: Node64): Node64 {
  const channels = x.shape.at(-1)!;
  const centred = (values: Float64Array): Float64Array => {
    const out = values.slice();
    for (let start = 0; start < out.length; start += channels) {
      const row = out.subarray(start, start + channels);
      const mean = row.reduce((sum, value) => sum + value, 0) / channels;
      row.forEach((value, c) => (row[c] = value - mean));
    }
    return out;
  };
  return { shape: x.shape, data: centred(x.data), parents: [x], vjp: (g) => [centred(g)] };
}

// Products

/** [B, I] times [I, O]. */
export function matMul(x: Node64, w: Node64): Node64 {
  const [rows, inner] = x.shape as [number, number];
  const columns = w.shape[1]!;
  const visit = (each: (i: number, k: number, o: number) => void): void => {
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < inner; k++)
        for (let c = 0; c < columns; c++) each(r * inner + k, k * columns + c, r * columns + c);
    }
  };
  return bilinear(x, w, [rows, columns], visit);
}

export interface Conv2dOptions {
  /** Vertical and horizontal. */
  readonly stride?: readonly [number, number];
  /** Zeros above, below, left, right. */
  readonly pad?: readonly [number, number, number, number];
}

/** Correlation of [B, H, W, C] with [KH, KW, C, F]. */
export function conv2d(x: Node64, filter: Node64, { stride = [1, 1], pad = [0, 0, 0, 0] }: Conv2dOptions = {}): Node64 {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [filterHeight, filterWidth, , filters] = filter.shape as [number, number, number, number];
  const [top, bottom, left, right] = pad;
  const outHeight = Math.floor((height + top + bottom - filterHeight) / stride[0]) + 1;
  const outWidth = Math.floor((width + left + right - filterWidth) / stride[1]) + 1;
  const sizes: ConvolutionSizes = {
    ...{ batch, height, width, channels, filterHeight, filterWidth, filters, outHeight, outWidth, stride },
    pad: [top, left],
  };
  return {
    shape: [batch, outHeight, outWidth, filters],
    data: convolve64(sizes, x.data, filter.data),
    parents: [x, filter],
    vjp: (g) => [
      inputGradient64(sizes, g, filter.data),
      filter.constant ? undefined : filterGradient64(sizes, x.data, g),
    ],
  };
}

/** Correlation of [B, T, C] with [K, C, F], without padding. */
export function conv1d(x: Node64, filter: Node64, { stride }: { readonly stride: number }): Node64 {
  const [batch, length, channels] = x.shape as [number, number, number];
  const [size, , filters] = filter.shape as [number, number, number];
  const y = conv2d(reshape(x, [batch, length, 1, channels]), reshape(filter, [size, 1, channels, filters]), {
    stride: [stride, 1],
  });
  return reshape(y, [batch, y.shape[1]!, filters]);
}

/** y[o] += x[i] w[k] for each (i, k, o) from `visit`, with gradients with respect to x and w. */
function bilinear(
  x: Node64,
  w: Node64,
  shape: readonly number[],
  visit: (each: (i: number, k: number, o: number) => void) => void,
): Node64 {
  const data = new Float64Array(sizeOf(shape));
  visit((i, k, o) => (data[o]! += x.data[i]! * w.data[k]!));
  return {
    shape,
    data,
    parents: [x, w],
    vjp: (g) => {
      const dx = new Float64Array(x.data.length);
      const dw = new Float64Array(w.data.length);
      visit((i, k, o) => {
        dx[i]! += g[o]! * w.data[k]!;
        dw[k]! += g[o]! * x.data[i]!;
      });
      return [dx, dw];
    },
  };
}

// Activations

/** max(x, slope x); slope 0 is ReLU. The derivative at zero is the slope. */
export function leakyRelu(x: Node64, slope: number): Node64 {
  const pattern = Int32Array.from(x.data, (value) => (value > 0 ? 1 : 0));
  const clearance = x.data.reduce((nearest, value) => Math.min(nearest, Math.abs(value)), Infinity) / rootMeanSquare(x);
  const through = (values: Float64Array): Float64Array =>
    values.map((value, i) => (pattern[i] === 1 ? value : slope * value));
  return { shape: x.shape, data: through(x.data), parents: [x], vjp: (g) => [through(g)], pattern, clearance };
}

export const relu = (x: Node64): Node64 => leakyRelu(x, 0);

export function sigmoid(x: Node64): Node64 {
  const y = x.data.map((value) => 1 / (1 + Math.exp(-value)));
  return { shape: x.shape, data: y, parents: [x], vjp: (g) => [g.map((value, i) => value * y[i]! * (1 - y[i]!))] };
}

// Pooling

export interface Pool2dOptions {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
}

/** Maximum of each window of [B, H, W, C], without padding. On a tie the first entry in row-major order wins. */
export function maxPool2d(x: Node64, options: Pool2dOptions): Node64 {
  const { shape, windows } = poolWindows(x.shape, options);
  const winners = Int32Array.from(windows, (window) =>
    window.reduce((best, i) => (x.data[i]! > x.data[best]! ? i : best)),
  );
  // Exact ties are ignored: they are zeros after a ReLU, and tie in every arithmetic.
  const margins = windows.map((window, o) =>
    window.reduce((smallest, i) => {
      const margin = x.data[winners[o]!]! - x.data[i]!;
      return margin > 0 ? Math.min(smallest, margin) : smallest;
    }, Infinity),
  );
  return {
    clearance: margins.reduce((smallest, margin) => Math.min(smallest, margin), Infinity) / rootMeanSquare(x),
    shape,
    data: Float64Array.from(winners, (i) => x.data[i]!),
    parents: [x],
    vjp: (g) => {
      const dx = new Float64Array(x.data.length);
      winners.forEach((i, o) => (dx[i]! += g[o]!));
      return [dx];
    },
    pattern: winners,
  };
}

/** Mean of each window of [B, H, W, C], without padding. */
export function meanPool2d(x: Node64, options: Pool2dOptions): Node64 {
  const { shape, windows } = poolWindows(x.shape, options);
  const count = options.size[0] * options.size[1];
  return {
    shape,
    data: Float64Array.from(windows, (window) => window.reduce((sum, i) => sum + x.data[i]!, 0) / count),
    parents: [x],
    vjp: (g) => {
      const dx = new Float64Array(x.data.length);
      windows.forEach((window, o) => window.forEach((i) => (dx[i]! += g[o]! / count)));
      return [dx];
    },
  };
}

export interface Pool1dOptions {
  readonly size: number;
  readonly stride: number;
}

export const maxPool1d = (x: Node64, options: Pool1dOptions): Node64 => overTime(maxPool2d, x, options);
export const meanPool1d = (x: Node64, options: Pool1dOptions): Node64 => overTime(meanPool2d, x, options);

/** Mean over height and width: [B, H, W, C] -> [B, C]. */
export function globalMean(x: Node64): Node64 {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return reshape(meanPool2d(x, { size: [height, width], stride: [1, 1] }), [batch, channels]);
}

function overTime(pool: typeof maxPool2d, x: Node64, { size, stride }: Pool1dOptions): Node64 {
  const [batch, length, channels] = x.shape as [number, number, number];
  const y = pool(reshape(x, [batch, length, 1, channels]), { size: [size, 1], stride: [stride, 1] });
  return reshape(y, [batch, y.shape[1]!, channels]);
}

function poolWindows(
  input: readonly number[],
  { size, stride }: Pool2dOptions,
): { shape: readonly number[]; windows: number[][] } {
  const [batch, height, width, channels] = input as [number, number, number, number];
  const outHeight = Math.floor((height - size[0]) / stride[0]) + 1;
  const outWidth = Math.floor((width - size[1]) / stride[1]) + 1;
  const shape = [batch, outHeight, outWidth, channels];
  const windows = Array.from({ length: sizeOf(shape) }, (_, index) => {
    const c = index % channels;
    const ox = Math.floor(index / channels) % outWidth;
    const oy = Math.floor(index / (channels * outWidth)) % outHeight;
    const b = Math.floor(index / (channels * outWidth * outHeight));
    const window: number[] = [];
    for (let ky = 0; ky < size[0]; ky++) {
      for (let kx = 0; kx < size[1]; kx++) {
        window.push(((b * height + oy * stride[0] + ky) * width + ox * stride[1] + kx) * channels + c);
      }
    }
    return window;
  });
  return { shape, windows };
}

// Backward pass

/** Computes the gradient of <output, seed> with respect to every node below the output that is not constant. */
export function pullback(output: Node64, seed: Float64Array): (node: Node64) => Float64Array {
  const gradients = new Map<Node64, Float64Array>([[output, seed.slice()]]);
  for (const node of topological(output).reverse()) {
    const gradient = gradients.get(node);
    if (gradient === undefined) continue;
    node.vjp(gradient).forEach((parentGradient, i) => {
      const parent = node.parents[i]!;
      if (parentGradient === undefined) return;
      const sum = gradients.get(parent);
      if (sum === undefined) gradients.set(parent, parentGradient.slice());
      else parentGradient.forEach((value, k) => (sum[k]! += value));
    });
  }
  return (node) => {
    if (node.constant) throw new Error('pullback: a constant has no gradient');
    return gradients.get(node) ?? new Float64Array(node.data.length);
  };
}

/** The patterns of all nodes below a node, in a fixed order. Equal strings mean the same linear piece. */
export function activationPattern(output: Node64): string {
  return topological(output)
    .map((node) => node.pattern?.join(',') ?? '')
    .join(';');
}

/** Smallest clearance below a node. A smaller rounding error switches no ReLU and no maximum. */
export function clearanceOf(output: Node64): number {
  return topological(output).reduce((smallest, { clearance = Infinity }) => Math.min(smallest, clearance), Infinity);
}

function rootMeanSquare({ data }: Array64): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
}

/** Lists all nodes below a node, parents before children. */
function topological(output: Node64): Node64[] {
  const seen = new Set<Node64>();
  const order: Node64[] = [];
  const visit = (node: Node64): void => {
    if (seen.has(node)) return;
    seen.add(node);
    node.parents.forEach(visit);
    order.push(node);
  };
  visit(output);
  return order;
}
