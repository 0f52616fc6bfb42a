import type { Node64 } from './reference64.js';

/** An elementwise function with its derivative: smooth, or piecewise smooth with a kink at zero. */
export function elementwise64(f: (x: number) => number, derivative: (x: number) => number): (x: Node64) => Node64 {
  return (x) => ({
    shape: x.shape,
    data: x.data.map((value) => f(value)),
    parents: [x],
    vjp: (g) => [g.map((value, i) => value * derivative(x.data[i]!))],
    pattern: Int32Array.from(x.data, (value) => (value > 0 ? 1 : 0)),
  });
}

/** Softmax over the last axis. */
export function softmax64(x: Node64): Node64 {
  const y = probabilities(x);
  return {
    shape: x.shape,
    data: y,
    parents: [x],
    vjp: (g) => [
      overRows(x, (start, end) => {
        const inner = g.subarray(start, end).reduce((sum, value, i) => sum + value * y[start + i]!, 0);
        return (i) => y[i]! * (g[i]! - inner);
      }),
    ],
  };
}

/** Log softmax over the last axis. */
export function logSoftmax64(x: Node64): Node64 {
  const y = probabilities(x);
  return {
    shape: x.shape,
    data: y.map((value) => Math.log(value)),
    parents: [x],
    vjp: (g) => [
      overRows(x, (start, end) => {
        const sum = g.subarray(start, end).reduce((total, value) => total + value, 0);
        return (i) => g[i]! - sum * y[i]!;
      }),
    ],
  };
}

function probabilities(x: Node64): Float64Array {
  return overRows(x, (start, end) => {
    const total = x.data.subarray(start, end).reduce((sum, value) => sum + Math.exp(value), 0);
    return (i) => Math.exp(x.data[i]!) / total;
  });
}

function overRows(x: Node64, row: (start: number, end: number) => (i: number) => number): Float64Array {
  const width = x.shape.at(-1)!;
  const out = new Float64Array(x.data.length);
  for (let start = 0; start < out.length; start += width) {
    const at = row(start, start + width);
    for (let i = start; i < start + width; i++) out[i] = at(i);
  }
  return out;
}
