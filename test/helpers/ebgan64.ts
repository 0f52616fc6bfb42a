import * as ref from './reference64.js';
import { activationPattern, type Array64, type Function64, leaf, type Node64 } from './reference64.js';
import { residual64, type ResidualOptions64 } from './losses64.js';
import type { Arrays64, Scalar64 } from './finite-differences64.js';

/*
 * Generators, discriminators and losses of the EBGAN, implemented independently of src: forward passes in float64,
 * for finite differences.
 */

const SLOPE = 0.2;

/** A node without gradients. The activation pattern still includes the nodes below it. */
const withoutGradient = (x: Node64, shape: readonly number[], data: Float64Array): Node64 => ({
  shape,
  data,
  parents: [x],
  vjp: () => [],
});

function upsample(x: Node64): Node64 {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const shape = [batch, 2 * height, 2 * width, channels];
  const data = new Float64Array(4 * x.data.length);
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < 2 * height; i++)
      for (let j = 0; j < 2 * width; j++)
        for (let c = 0; c < channels; c++)
          data[((b * 2 * height + i) * 2 * width + j) * channels + c] =
            x.data[((b * height + (i >> 1)) * width + (j >> 1)) * channels + c]!;
  return withoutGradient(x, shape, data);
}

/** Generates images from noise; pixels are normalised by (pixel - mean) / std. */
export function imageGenerator64(
  parameters: Arrays64,
  z: Array64,
  { side, channels, mean, std }: { side: number; channels: number; mean: number; std: number },
): Node64 {
  const p = (name: string): Node64 => leaf(parameters[name]!);
  const same = (name: string, x: Node64): Node64 =>
    ref.add(ref.conv2d(x, p(`${name}/kernel`), { pad: [1, 1, 1, 1] }), p(`${name}/bias`));
  let h = ref.leakyRelu(ref.add(ref.matMul(leaf(z), p('dense/kernel')), p('dense/bias')), SLOPE);
  h = ref.reshape(h, [z.shape[0]!, side / 4, side / 4, 4 * channels]);
  for (const name of ['conv1', 'conv2']) h = ref.leakyRelu(same(name, upsample(h)), SLOPE);
  const pixels = ref.sigmoid(same('pixels', h));
  return withoutGradient(
    pixels,
    pixels.shape,
    pixels.data.map((pixel) => (pixel - mean) / std),
  );
}

/** Generates segments from noise, each with zero mean and unit variance. */
export function segmentGenerator64(
  parameters: Arrays64,
  z: Array64,
  { samples, channels, stride }: { samples: number; channels: number; stride: number },
): Node64 {
  const p = (name: string): Node64 => leaf(parameters[name]!);
  const batch = z.shape[0]!;
  const column = (x: Node64): Node64 => ref.reshape(x, [batch, x.data.length / batch / channels, 1, channels]);
  const same = (name: string, x: Node64): Node64 => {
    const { shape } = parameters[`${name}/kernel`]!;
    const kernel = ref.reshape(p(`${name}/kernel`), [3, 1, shape[1]!, shape[2]!]);
    return ref.add(ref.conv2d(x, kernel, { pad: [1, 1, 0, 0] }), p(`${name}/bias`));
  };
  const doubled = (x: Node64): Node64 => {
    const frames = x.shape[1]!;
    const data = new Float64Array(2 * x.data.length);
    for (let b = 0; b < batch; b++)
      for (let t = 0; t < 2 * frames; t++)
        for (let c = 0; c < channels; c++)
          data[(b * 2 * frames + t) * channels + c] = x.data[(b * frames + (t >> 1)) * channels + c]!;
    return withoutGradient(x, [batch, 2 * frames, 1, channels], data);
  };
  let h = column(ref.leakyRelu(ref.add(ref.matMul(leaf(z), p('dense/kernel')), p('dense/bias')), SLOPE));
  for (const name of ['conv1', 'conv2']) h = ref.leakyRelu(same(name, doubled(h)), SLOPE);
  const loudness = same('loudness', h);
  const [, frames, , filters] = loudness.shape as [number, number, number, number];
  const { data: synthesis, shape } = parameters['synthesis/kernel']!;
  const out = new Float64Array(batch * samples);
  for (let b = 0; b < batch; b++)
    for (let t = 0; t < frames; t++)
      for (let k = 0; k < shape[0]!; k++) {
        const at = t * stride + k;
        if (at >= samples) continue;
        for (let f = 0; f < filters; f++)
          out[b * samples + at]! += loudness.data[(b * frames + t) * filters + f]! * synthesis[k * filters + f]!;
      }
  for (let b = 0; b < batch; b++) {
    const row = out.subarray(b * samples, (b + 1) * samples);
    const mean = row.reduce((sum, value) => sum + value, 0) / samples;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples;
    row.forEach((value, i) => (row[i] = (value - mean) / Math.sqrt(variance + 1e-8)));
  }
  return withoutGradient(loudness, [batch, samples], out);
}

/** A multilayer perceptron on the magnitudes of a short-time Fourier transform. */
export function spectralMlp64(parameters: Arrays64, windowLength: number): Function64 {
  const bins = windowLength / 2 - 1;
  const filters = new Float64Array(windowLength * 2 * bins);
  for (let t = 0; t < windowLength; t++)
    for (let k = 1; k <= bins; k++) {
      const window = Math.sin((Math.PI * (t + 0.5)) / windowLength) * Math.sqrt(2 / windowLength);
      const angle = (2 * Math.PI * k * (t + 0.5)) / windowLength;
      filters[t * 2 * bins + k - 1] = window * Math.cos(angle);
      filters[t * 2 * bins + bins + k - 1] = window * Math.sin(angle);
    }
  const network = mlp64(parameters);
  return (x) => {
    const [batch, samples] = x.shape as [number, number];
    const kernel = leaf({ shape: [windowLength, 1, 2 * bins], data: filters });
    return network(
      magnitudes(ref.conv1d(ref.reshape(x, [batch, samples, 1]), kernel, { stride: windowLength / 2 }), bins),
    );
  };
}

/** √(c² + s² + 0.001), from [B, frames, cosines and sines]. */
function magnitudes(x: Node64, bins: number): Node64 {
  const [batch, frames] = x.shape as [number, number, number];
  const parts = (i: number): readonly [number, number] => {
    const at = Math.floor(i / bins) * 2 * bins + (i % bins);
    return [at, at + bins];
  };
  const data = Float64Array.from({ length: batch * frames * bins }, (_, i) => {
    const [c, s] = parts(i);
    return Math.sqrt(x.data[c]! ** 2 + x.data[s]! ** 2 + 1e-3);
  });
  return {
    shape: [batch, frames, bins],
    data,
    parents: [x],
    vjp: (g) => {
      const dx = new Float64Array(x.data.length);
      g.forEach((slope, i) => parts(i).forEach((at) => (dx[at] = (slope * x.data[at]!) / data[i]!)));
      return [dx];
    },
  };
}

/** A multilayer perceptron with one hidden layer of ReLUs. */
export function mlp64(parameters: Arrays64): Function64 {
  const p = (name: string): Node64 => leaf(parameters[name]!);
  return (x) => {
    const batch = x.shape[0]!;
    const flat = ref.reshape(x, [batch, x.data.length / batch]);
    const h = ref.relu(ref.add(ref.matMul(flat, p('dense1/kernel')), p('dense1/bias')));
    return ref.add(ref.matMul(h, p('output/kernel')), p('output/bias'));
  };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The activation pattern of f at x, which identifies its linear piece. */
const patternAt = (f: Function64, x: Array64): string => activationPattern(f(leaf(x)));

/** L_D as a function of the discriminator's parameters. */
export function discriminatorLoss64(
  network: (parameters: Arrays64) => Function64,
  real: Array64,
  fake: Array64,
  margin: number,
  options: ResidualOptions64,
): Scalar64 {
  return (parameters) => {
    const f = network(parameters);
    const deficits = residual64(f, fake, options).map((energy) => margin - energy);
    return {
      value: mean(residual64(f, real, options)) + mean(deficits.map((value) => Math.max(0, value))),
      pattern: `${patternAt(f, real)};${patternAt(f, fake)};${deficits.map(Math.sign).join(',')}`,
    };
  };
}

/** L_G as a function of the generator's parameters. */
export function generatorLoss64(
  f: Function64,
  generator: (parameters: Arrays64) => Node64,
  pullingAwayWeight: number,
  options: ResidualOptions64,
): Scalar64 {
  return (parameters) => {
    const fake = generator(parameters);
    const codes = f(leaf(fake));
    return {
      value: mean(residual64(f, fake, options)) + pullingAwayWeight * pullingAway64(codes),
      pattern: `${activationPattern(fake)};${patternAt(f, fake)}`,
    };
  };
}

/** Mean squared cosine over all pairs of different rows. */
export function pullingAway64({ shape, data }: Array64): number {
  const [rows, columns] = shape as [number, number];
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += data[a * columns + c]! * data[b * columns + c]!;
    return sum;
  };
  let sum = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++) if (i !== j) sum += dot(i, j) ** 2 / (dot(i, i) * dot(j, j));
  return sum / (rows * (rows - 1));
}
