import type { PolyphaseFilters } from '../kernels/kernels.js';

/** Attenuation of everything that would fold back, in dB. */
const STOPBAND_DB = 100;
/** Zero crossings of the sinc on either side of its middle, at the lower of both rates. */
const ZERO_CROSSINGS = 64;
/** More filters than this are not kept: an odd ratio of rates is then met by the nearest one with so many. */
const MAX_PHASES = 4096;

/** A ratio of two rates in whole numbers. */
export interface Ratio {
  /** Outputs ... */
  readonly up: number;
  /** ... for so many inputs. */
  readonly down: number;
}

/** The ratio of two rates, exact where both are divisible enough, else within 1 / 4096², which is 0.2 ms an hour. */
export function ratioOf(fromHz: number, toHz: number): Ratio {
  const divisor = greatestDivisor(fromHz, toHz);
  const exact = { up: toHz / divisor, down: fromHz / divisor };
  if (exact.up <= MAX_PHASES) return exact;
  // Convergents of the continued fraction, as far as they fit.
  let [a, b] = [exact.up, exact.down];
  let [p0, q0, p1, q1] = [0, 1, 1, 0];
  while (b !== 0) {
    const whole = Math.floor(a / b);
    const [p2, q2] = [whole * p1 + p0, whole * q1 + q0];
    if (p2 > MAX_PHASES) break;
    [p0, q0, p1, q1] = [p1, q1, p2, q2];
    [a, b] = [b, a - whole * b];
  }
  return { up: p1, down: q1 };
}

/** Filters and where they stand to their outputs. */
export interface ResamplingFilters extends PolyphaseFilters {
  /** Input samples that lie before the moment of an output. */
  readonly before: number;
}

/**
 * A Kaiser-windowed sinc, cut into one filter per phase (Crochiere and Rabiner, "Multirate Digital Signal Processing", 1983, ch. 4). With
 * 100 dB and 64 zero crossings a side, the transition takes a tenth of the band: everything below 0.9 of the lower Nyquist frequency
 * passes, everything that would fold back is gone.
 */
export function resamplingFilters({ up, down }: Ratio): ResamplingFilters {
  // Of the lower rate, per input sample: 1 when going up.
  const bandwidth = Math.min(1, up / down);
  const before = Math.ceil(ZERO_CROSSINGS / bandwidth);
  const taps = Math.ceil((2 * before) / 16) * 16;
  const transition = (STOPBAND_DB - 7.95) / (14.36 * 2 * ZERO_CROSSINGS);
  const cutoff = bandwidth * (1 - transition);
  const beta = 0.1102 * (STOPBAND_DB - 8.7);

  const coefficients = new Float32Array(up * taps);
  const row = new Float64Array(taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let t = 0; t < taps; t++) {
      // From the output's moment to the input sample, in input samples.
      const distance = t - (before - 1) - phase / up;
      const window = kaiser(distance / before, beta);
      row[t] = cutoff * sinc(cutoff * distance) * window;
      sum += row[t]!;
    }
    // Every phase passes a constant unchanged: else the phases' differences would be heard as a tone.
    for (let t = 0; t < taps; t++) coefficients[phase * taps + t] = row[t]! / sum;
  }
  return { coefficients, phases: up, taps, positionStep: Math.floor(down / up), phaseStep: down % up, before };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number, beta: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
}

/** Modified Bessel function of order 0, by its series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

function greatestDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
