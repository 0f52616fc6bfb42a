import { add, type Array64, dropout, leaf, matMul, type Node64, relu } from './reference64.js';

export interface Bands {
  readonly bands: number;
  readonly lowHz: number;
  readonly highHz: number;
}

/**
 * Computes mel energies in float64 by the textbook method: a discrete Fourier transform of every Hann-windowed
 * frame, squared magnitudes, triangular filters.
 * @param x samples of one segment
 * @returns [frames][bands]
 */
export function melEnergies64(
  x: ArrayLike<number>,
  sampleRateHz: number,
  { bands, lowHz, highHz }: Bands,
): Float64Array[] {
  const hop = sampleRateHz / 100;
  const size = 2 * hop;
  const mel = (hz: number): number => 1127 * Math.log(1 + hz / 700);
  const width = (mel(highHz) - mel(lowHz)) / (bands + 1);
  const edge = (i: number): number => 700 * (Math.exp((mel(lowHz) + i * width) / 1127) - 1);
  const frames: Float64Array[] = [];
  for (let start = 0; start + size <= x.length; start += hop) {
    const sums = new Float64Array(bands);
    const weights = new Float64Array(bands);
    for (let hz = Math.ceil(lowHz / 50) * 50; hz <= highHz; hz += 50) {
      let [re, im] = [0, 0];
      for (let n = 0; n < size; n++) {
        const value = Math.sin((Math.PI * n) / size) ** 2 * x[start + n]!;
        re += value * Math.cos((2 * Math.PI * hz * n) / sampleRateHz);
        im -= value * Math.sin((2 * Math.PI * hz * n) / sampleRateHz);
      }
      for (let band = 0; band < bands; band++) {
        const [low, centre, high] = [edge(band), edge(band + 1), edge(band + 2)];
        if (hz <= low || hz >= high) continue;
        const height = hz < centre ? (hz - low) / (centre - low) : (high - hz) / (high - centre);
        weights[band]! += height;
        sums[band]! += height * (re * re + im * im);
      }
    }
    frames.push(sums.map((sum, band) => sum / weights[band]!));
  }
  return frames;
}

/**
 * Log mel energies, scaled to a mean of 1 before the logarithm, with a floor of 0.01; then zero mean and unit
 * variance. [B, samples] -> [B, frames, bands].
 */
export function features64({ shape, data }: Array64, sampleRateHz: number, bands: Bands): Array64 {
  const [batch, samples] = shape as [number, number];
  const rows = Array.from({ length: batch }, (_, b) => {
    const energies = melEnergies64(data.subarray(b * samples, (b + 1) * samples), sampleRateHz, bands);
    const flat = Float64Array.from(energies.flatMap((frame) => [...frame]));
    const level = mean(flat);
    const logs = flat.map((energy) => Math.log(energy / level + 0.01));
    const centre = mean(logs);
    const deviation = Math.sqrt(mean(logs.map((value) => (value - centre) ** 2)));
    return { frames: energies.length, values: logs.map((value) => (value - centre) / deviation) };
  });
  const all = Float64Array.from(rows.flatMap(({ values }) => [...values]));
  return { shape: [batch, rows[0]!.frames, bands.bands], data: all };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const CHANGES = [
  [1, 0],
  [2, 0],
  [4, 0],
  [8, 0],
  [1, 1],
  [1, 2],
  [1, -1],
  [1, -2],
  [0, 1],
  [0, 2],
] as const;

/**
 * Mean, maximum, standard deviation and mean absolute changes over time, scaled as in the network.
 * [B, T, M] -> [B, statistics].
 */
export function statistics64(x: Node64): Node64 {
  const [batch, frames, bands] = x.shape as [number, number, number];
  const width = 3 * bands + CHANGES.reduce((sum, [, across]) => sum + bands - Math.abs(across), 0);
  const data = new Float64Array(batch * width);
  const winners: number[] = [];
  const signs: number[] = [];
  const indexOf = (b: number, t: number, m: number): number => (b * frames + t) * bands + m;
  /** Derivatives of statistic o with respect to entry i. */
  const slopes: [o: number, i: number, slope: number][] = [];
  for (let b = 0; b < batch; b++) {
    let o = b * width;
    const addStatistic = (
      value: number,
      typicalValue: number,
      typicalSpread: number,
      derivatives: readonly (readonly [number, number])[],
    ): void => {
      data[o] = (value - typicalValue) / typicalSpread;
      for (const [i, slope] of derivatives) slopes.push([o, i, slope / typicalSpread]);
      o++;
    };
    const column = (m: number): number[] => Array.from({ length: frames }, (_, t) => indexOf(b, t, m));
    const average = (m: number): number => column(m).reduce((sum, i) => sum + x.data[i]!, 0) / frames;
    for (let m = 0; m < bands; m++) {
      addStatistic(
        average(m),
        0,
        0.7,
        column(m).map((i) => [i, 1 / frames]),
      );
    }
    for (let m = 0; m < bands; m++) {
      const best = column(m).reduce((first, i) => (x.data[i]! > x.data[first]! ? i : first));
      winners.push(best);
      addStatistic(x.data[best]!, 1.4, 1.7, [[best, 1]]);
    }
    for (let m = 0; m < bands; m++) {
      const centre = average(m);
      const variance = column(m).reduce((sum, i) => sum + (x.data[i]! - centre) ** 2, 0) / frames;
      const deviation = Math.sqrt(variance + 1e-3);
      addStatistic(
        deviation,
        0.55,
        0.45,
        column(m).map((i) => [i, (x.data[i]! - centre) / frames / deviation]),
      );
    }
    for (const [later, across] of CHANGES) {
      for (let m = Math.max(0, -across); m < bands - Math.max(0, across); m++) {
        const count = frames - later;
        let sum = 0;
        const derivatives: [number, number][] = [];
        for (let t = 0; t < count; t++) {
          const [from, to] = [indexOf(b, t, m), indexOf(b, t + later, m + across)];
          const sign = Math.sign(x.data[to]! - x.data[from]!);
          signs.push(sign);
          sum += Math.abs(x.data[to]! - x.data[from]!);
          derivatives.push([to, sign / count], [from, -sign / count]);
        }
        addStatistic(sum / count, 0.48, 0.35, derivatives);
      }
    }
  }
  return {
    shape: [batch, width],
    data,
    parents: [x],
    vjp: (g) => {
      const dx = new Float64Array(x.data.length);
      for (const [o, i, slope] of slopes) dx[i]! += g[o]! * slope;
      return [dx];
    },
    pattern: Int32Array.from([...winners, ...signs]),
  };
}

/** The layers after the front end; `noise` controls dropout. */
export function birdMelLayers64(
  parameters: Readonly<Record<string, Array64>>,
  noise: Readonly<Record<string, ArrayLike<number>>>,
): (features: Node64) => Node64 {
  const p = (name: string): Node64 => leaf(parameters[name]!);
  return (features) => {
    let h = dropout(statistics64(features), noise['statistics']!, 0.2);
    h = relu(add(matMul(h, p('dense1/kernel')), p('dense1/bias')));
    return add(matMul(dropout(h, noise['hidden']!, 0.5), p('dense2/kernel')), p('dense2/bias'));
  };
}
