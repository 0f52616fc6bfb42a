import type { Rng } from '../../src/rng.js';
import { addSyllable } from './syllable.js';
import type { Individual, Species } from './species.js';

/** Where a recording is made. */
export interface Scene {
  /** From the bird to the microphone. */
  readonly distanceMetres: number;
  /** Song against background, both as root mean squares, before normalising. */
  readonly songToNoiseDb: number;
  /** Time in which an echo falls by 60 dB. */
  readonly reverberationSeconds: number;
  /** Share of wind in the background, against pink noise. */
  readonly wind: number;
}

/** A scene by chance: near birds are louder and clearer, far ones are duller and echo more. */
export function randomScene(rng: Rng): Scene {
  const near = rng.uniform();
  return {
    distanceMetres: 5 + 45 * (1 - near),
    songToNoiseDb: 8 + 14 * near + 2 * rng.normal(),
    reverberationSeconds: 0.15 + 0.5 * rng.uniform(),
    wind: 0.6 * rng.uniform(),
  };
}

/**
 * A recording of one bird: its song, dulled by distance, with echoes and background.
 * @returns [samples], peak 0.7
 */
export function recordBird(
  species: Species,
  bird: Individual,
  scene: Scene,
  samples: number,
  sampleRateHz: number,
  rng: Rng,
): Float32Array {
  const song = new Float64Array(samples);
  const score = rng.split('song');
  // Begins in the middle of a song as well as before it.
  let at = -Math.round(0.5 * score.uniform() * sampleRateHz);
  for (const syllable of species.sing(bird, score)) {
    if (at >= samples) break;
    if (at >= 0) addSyllable(song, at, syllable, sampleRateHz);
    at += Math.round((syllable.seconds + syllable.gapSeconds) * sampleRateHz);
  }
  dull(song, scene.distanceMetres, sampleRateHz);
  echo(song, scene, sampleRateHz);
  const noise = background(scene, samples, sampleRateHz, rng.split('background'));
  const gain = 10 ** (scene.songToNoiseDb / 20) * (rootMeanSquare(noise) / Math.max(1e-9, rootMeanSquare(song)));
  for (let i = 0; i < samples; i++) noise[i]! += gain * song[i]!;
  return scaled(noise);
}

/** A recording without a bird. */
export function recordBackground(scene: Scene, samples: number, sampleRateHz: number, rng: Rng): Float32Array {
  return scaled(background(scene, samples, sampleRateHz, rng));
}

/** Air takes high tones first: a one-pole low-pass that closes with distance, 12 kHz at 5 m, 4 kHz at 50 m. */
function dull(sound: Float64Array, metres: number, sampleRateHz: number): void {
  const cutoffHz = 12_000 * (5 / metres) ** 0.48;
  const keep = Math.exp((-2 * Math.PI * cutoffHz) / sampleRateHz);
  let y = 0;
  for (let i = 0; i < sound.length; i++) {
    y = sound[i]! + keep * (y - sound[i]!);
    sound[i] = y;
  }
}

/** Delays of the echo network in seconds; their ratios are far from whole numbers, so that echoes do not coincide. */
const DELAYS_SECONDS = [0.0297, 0.0371, 0.0411, 0.0437] as const;

/**
 * Echoes of a wood: four delay lines that feed each other through a Householder matrix (Jot and Chaigne, "Digital delay networks for designing
 * artificial reverberators", 1991). Farther birds have a greater share of echo.
 */
function echo(sound: Float64Array, { distanceMetres, reverberationSeconds }: Scene, sampleRateHz: number): void {
  const share = Math.min(0.5, 0.1 + distanceMetres / 120);
  const lines = DELAYS_SECONDS.map((seconds) => new Float64Array(Math.round(seconds * sampleRateHz)));
  const [a, b, c, d] = lines as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [ga, gb, gc, gd] = DELAYS_SECONDS.map((seconds) => 10 ** ((-3 * seconds) / reverberationSeconds)) as [
    number,
    number,
    number,
    number,
  ];
  let [ia, ib, ic, id] = [0, 0, 0, 0];
  for (let i = 0; i < sound.length; i++) {
    const x = sound[i]!;
    const [ya, yb, yc, yd] = [ga * a[ia]!, gb * b[ib]!, gc * c[ic]!, gd * d[id]!];
    const half = (ya + yb + yc + yd) / 2;
    a[ia] = x + ya - half;
    b[ib] = x + yb - half;
    c[ic] = x + yc - half;
    d[id] = x + yd - half;
    if (++ia === a.length) ia = 0;
    if (++ib === b.length) ib = 0;
    if (++ic === c.length) ic = 0;
    if (++id === d.length) id = 0;
    sound[i] = x + share * half;
  }
}

/** Pink noise and gusts of wind, root mean square near 1. */
function background({ wind }: Scene, samples: number, sampleRateHz: number, rng: Rng): Float64Array {
  const pink = pinkNoise(samples, rng.split('pink'));
  const gusts = windNoise(samples, sampleRateHz, rng.split('wind'));
  const pinkGain = (1 - wind) / rootMeanSquare(pink);
  const windGain = wind / rootMeanSquare(gusts);
  for (let i = 0; i < samples; i++) pink[i] = pinkGain * pink[i]! + windGain * gusts[i]!;
  return pink;
}

/** White noise through three poles: −3 dB an octave to within half a dB (Kellet's filter, from the music-dsp archive). */
function pinkNoise(samples: number, rng: Rng): Float64Array {
  const out = new Float64Array(samples);
  let [b0, b1, b2] = [0, 0, 0];
  for (let i = 0; i < samples; i++) {
    const white = 2 * rng.uniform() - 1;
    b0 = 0.99765 * b0 + white * 0.099046;
    b1 = 0.963 * b1 + white * 0.2965164;
    b2 = 0.57 * b2 + white * 1.0526913;
    out[i] = b0 + b1 + b2 + white * 0.1848;
  }
  return out;
}

/** Rumble below 200 Hz that swells and ebbs. */
function windNoise(samples: number, sampleRateHz: number, rng: Rng): Float64Array {
  const out = new Float64Array(samples);
  const keep = Math.exp((-2 * Math.PI * 120) / sampleRateHz);
  // A slow sine as a vector that turns a little with every sample.
  const turn = (2 * Math.PI * (0.3 + 0.5 * rng.uniform())) / sampleRateHz;
  const start = 2 * Math.PI * rng.uniform();
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  let [re, im] = [Math.cos(start), Math.sin(start)];
  let [y, z] = [0, 0];
  for (let i = 0; i < samples; i++) {
    const white = 2 * rng.uniform() - 1;
    y = white + keep * (y - white);
    z = y + keep * (z - y);
    out[i] = z * (1 + 0.8 * im);
    [re, im] = [re * cosine - im * sine, re * sine + im * cosine];
  }
  return out;
}

function rootMeanSquare(sound: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < sound.length; i++) sum += sound[i]! * sound[i]!;
  return Math.sqrt(sum / sound.length);
}

const PEAK = 0.7;

function scaled(sound: Float64Array): Float32Array {
  let peak = 0;
  for (let i = 0; i < sound.length; i++) peak = Math.max(peak, Math.abs(sound[i]!));
  const out = new Float32Array(sound.length);
  for (let i = 0; i < out.length; i++) out[i] = (PEAK * sound[i]!) / peak;
  return out;
}
