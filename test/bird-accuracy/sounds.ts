import type { Rng } from '#src/rng.js';

/** Writes `out.length` samples of a sound, from a continuous stream. */
export type Sound = (out: Float32Array) => void;

/** Creates a sound from the sample rate and a random stream. */
export type SoundKind = (sampleRateHz: number, rng: Rng) => Sound;

const tone =
  (frequencyHz: number): SoundKind =>
  (sampleRateHz) => {
    let t = 0;
    return (out) => {
      for (let i = 0; i < out.length; i++, t++) out[i] = Math.sin((2 * Math.PI * frequencyHz * t) / sampleRateHz);
    };
  };

const white: SoundKind = (_, rng) => {
  return (out) => {
    for (let i = 0; i < out.length; i++) out[i] = rng.normal();
  };
};

/** Voss and McCartney: a sum of white noises that change half as often as the one before. */
const pink: SoundKind = (_, rng) => {
  const rows = new Float64Array(16);
  let t = 0;
  return (out) => {
    for (let i = 0; i < out.length; i++, t = (t + 1) % 65_536) {
      for (let row = 0; row < rows.length && (row === 0 || t % 2 ** row === 0); row++) rows[row] = rng.normal();
      out[i] = rows.reduce((sum, value) => sum + value, 0);
    }
  };
};

const brown: SoundKind = (_, rng) => {
  let level = 0;
  return (out) => {
    for (let i = 0; i < out.length; i++) out[i] = level = 0.999 * level + rng.normal();
  };
};

/** Noise around a frequency that changes every ten seconds: a resonator on white noise. */
const bandLimited: SoundKind = (sampleRateHz, rng) => {
  let [a, b, y1, y2, left] = [0, 0, 0, 0, 0];
  return (out) => {
    for (let i = 0; i < out.length; i++) {
      if (left-- <= 0) {
        const centreHz = 500 * 2 ** (4.5 * rng.uniform());
        const radius = 1 - (Math.PI * centreHz * (0.05 + 0.45 * rng.uniform())) / sampleRateHz;
        a = 2 * radius * Math.cos((2 * Math.PI * centreHz) / sampleRateHz);
        b = -radius * radius;
        left = 10 * sampleRateHz;
      }
      const y = rng.normal() + a * y1 + b * y2;
      [y1, y2] = [y, y1];
      out[i] = y;
    }
  };
};

/** Sweeps between two frequencies, one a second, as a signal generator makes them. */
const chirps: SoundKind = (sampleRateHz, rng) => {
  let [phase, hz, ratio, left] = [0, 1000, 1, 0];
  return (out) => {
    for (let i = 0; i < out.length; i++) {
      if (left-- <= 0) {
        hz = 500 * 2 ** (4.5 * rng.uniform());
        const seconds = 0.2 + 1.8 * rng.uniform();
        ratio = ((500 * 2 ** (4.5 * rng.uniform())) / hz) ** (1 / (seconds * sampleRateHz));
        left = seconds * sampleRateHz;
      }
      hz *= ratio;
      phase += (2 * Math.PI * hz) / sampleRateHz;
      out[i] = Math.sin(phase);
    }
  };
};

/** White noise whose level swings at 0.5 to 20 Hz, a new rate every ten seconds. */
const modulatedNoise: SoundKind = (sampleRateHz, rng) => {
  let [rateHz, phase, left] = [1, 0, 0];
  return (out) => {
    for (let i = 0; i < out.length; i++) {
      if (left-- <= 0) {
        rateHz = 0.5 * 40 ** rng.uniform();
        left = 10 * sampleRateHz;
      }
      phase += (2 * Math.PI * rateHz) / sampleRateHz;
      out[i] = rng.normal() * (0.5 + 0.5 * Math.sin(phase));
    }
  };
};

/** Kinds that training makes as well, by other code. No detection is wanted in any. */
export const KNOWN_SOUNDS: Readonly<Record<string, SoundKind>> = {
  zeros: () => (out) => out.fill(0),
  constant: () => (out) => out.fill(1),
  'hum 50 Hz': tone(50),
  'hum 60 Hz': tone(60),
  white,
  pink,
  brown,
};

/** Kinds withheld from training. At most one detection an hour is wanted. */
export const WITHHELD_SOUNDS: Readonly<Record<string, SoundKind>> = {
  'band-limited noise': bandLimited,
  chirps,
  'modulated noise': modulatedNoise,
};
