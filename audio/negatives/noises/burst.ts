/** A tone that starts at once and dies away: a crack, a drop. */
export interface Burst {
  /** Index of its first sample. */
  readonly start: number;
  readonly amplitude: number;
  readonly hz: number;
  /** Phase of the tone at the start, in radians; any but π/2 makes the first sample differ from 0. */
  readonly phase: number;
  /** Time in which the amplitude falls by a factor e. */
  readonly decaySeconds: number;
}

/** A burst ends after this many times its decay, at −43 dB. */
const DECAYS = 5;

/**
 * Adds a burst to samples; what lies beyond their end is dropped.
 * @param out [samples], mono
 */
export function addBurst(out: Float32Array, burst: Burst, sampleRateHz: number): void {
  const { start, amplitude, hz, phase, decaySeconds } = burst;
  const end = Math.min(out.length, start + 1 + Math.ceil(DECAYS * decaySeconds * sampleRateHz));
  const turn = (2 * Math.PI * hz) / sampleRateHz;
  const keep = Math.exp(-1 / (decaySeconds * sampleRateHz));
  // A damped cosine: y[n] = 2 keep cos(turn) y[n − 1] − keep² y[n − 2].
  const [a, b] = [2 * keep * Math.cos(turn), -keep * keep];
  let previous = (amplitude * Math.cos(phase - turn)) / keep;
  let current = amplitude * Math.cos(phase);
  for (let i = start; i < end; i++) {
    out[i]! += current;
    const next = a * current + b * previous;
    previous = current;
    current = next;
  }
}
