import type { PolyphaseFilters } from '../../kernels/index.js';

/** Stop-band attenuation, which suppresses aliasing, in dB. */
const STOPBAND_DB = 100;
/** Zero crossings of the sinc on each side of its centre, at the lower of both rates. */
const ZERO_CROSSINGS = 64;
/**
 * Upper limit of coefficients (32 MiB). A ratio of rates that needs more is replaced by the
 * nearest ratio within the limit.
 */
const MAX_COEFFICIENTS = 2 ** 23;

/** A ratio of two rates in whole numbers: `up` outputs per `down` inputs. */
export interface Ratio {
  readonly up: number;
  readonly down: number;
}

/**
 * Returns the ratio of two rates. It is exact for every pair of usual rates, and for unusual ones if the filters stay
 * within `MAX_COEFFICIENTS`; otherwise its error is a few millionths.
 */
export function ratioOf(fromHz: number, toHz: number): Ratio {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const exact = { up: toHz / divisor, down: fromHz / divisor };
  const maxPhases = Math.floor(MAX_COEFFICIENTS / (2 * ZERO_CROSSINGS * Math.max(1, fromHz / toHz)));
  return exact.up <= maxPhases ? exact : nearestRatio(exact, maxPhases);
}

/**
 * Returns the last convergent of the continued fraction whose numerator fits, or the last
 * semiconvergent if that is nearer.
 */
function nearestRatio({ up, down }: Ratio, maxUp: number): Ratio {
  const error = (ratio: Ratio): number => Math.abs(ratio.up / ratio.down - up / down);
  let [a, b] = [up, down];
  let before: Ratio = { up: 0, down: 1 };
  let last: Ratio = { up: 1, down: 0 };
  for (;;) {
    const whole = Math.floor(a / b);
    const fitting = Math.min(whole, Math.floor((maxUp - before.up) / last.up));
    const next = { up: fitting * last.up + before.up, down: fitting * last.down + before.down };
    if (fitting < whole) return error(next) < error(last) ? next : last;
    [before, last] = [last, next];
    [a, b] = [b, a - whole * b];
  }
}

/** Polyphase filters for resampling. */
export interface ResamplingFilters extends PolyphaseFilters {
  /** Number of input samples before the time of an output. */
  readonly before: number;
}

/**
 * Computes a Kaiser-windowed sinc, decomposed into one filter per phase (Crochiere and Rabiner,
 * "Multirate Digital Signal Processing", 1983, ch. 4). With 100 dB and 64 zero crossings per side,
 * the transition band takes a tenth of the band: everything below 0.9 of the lower Nyquist frequency
 * passes, and everything that would alias is suppressed.
 */
export function resamplingFilters({ up, down }: Ratio): ResamplingFilters {
  // Lower rate relative to the input rate: 1 for upsampling.
  const bandwidth = Math.min(1, up / down);
  const before = Math.ceil(ZERO_CROSSINGS / bandwidth);
  const taps = Math.ceil((2 * before) / 16) * 16;
  const transition = (STOPBAND_DB - 7.95) / (14.36 * 2 * ZERO_CROSSINGS);
  const cutoff = bandwidth * (1 - transition);
  const beta = 0.1102 * (STOPBAND_DB - 8.7);
  const peak = besselI0(beta);

  const coefficients = new Float32Array(up * taps);
  const row = new Float64Array(taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let t = 0; t < taps; t++) {
      // Distance from the output's time to the input sample, in input samples.
      const distance = t - (before - 1) - phase / up;
      const inside = 1 - (distance / before) ** 2;
      const window = inside <= 0 ? 0 : besselI0(beta * Math.sqrt(inside)) / peak;
      row[t] = cutoff * sinc(cutoff * distance) * window;
      sum += row[t]!;
    }
    // Unit DC gain in every phase: otherwise differences between phases would add an audible tone.
    for (let t = 0; t < taps; t++) coefficients[phase * taps + t] = row[t]! / sum;
  }
  return { coefficients, phases: up, taps, positionStep: Math.floor(down / up), phaseStep: down % up, before };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of the first kind of order 0, by its power series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
