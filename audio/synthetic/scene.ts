import type { Clip } from '../negatives/index.js';
import type { Rng } from '../../src/rng.js';
import { type ClipPiece, drawPiece, pieceSamples } from './clip-piece.js';
import { addSyllable } from './syllable.js';
import type { Individual, Species } from './species.js';

/** Acoustic conditions of a recording. */
export interface Scene {
  /** Distance from bird to microphone. */
  readonly distanceMetres: number;
  /** RMS level of the song relative to the background, before normalisation. */
  readonly songToNoiseDb: number;
  /** Reverberation time: time in which echoes decay by 60 dB. */
  readonly reverberationSeconds: number;
  /** Fraction of wind noise in a background made by formula; the rest is pink noise. */
  readonly wind: number;
  /** The background; absent: one made by formula. */
  readonly piece?: ClipPiece;
}

/**
 * Draws a random scene. Near birds are louder and clearer; far birds are duller, with more reverberation.
 * @param clips its background is a piece of one of these; empty: made by formula
 */
export function randomScene(rng: Rng, clips: readonly Clip[] = []): Scene {
  const nearness = rng.uniform();
  return {
    distanceMetres: 5 + 45 * (1 - nearness),
    songToNoiseDb: 8 + 14 * nearness + 2 * rng.normal(),
    reverberationSeconds: 0.15 + 0.5 * rng.uniform(),
    wind: 0.6 * rng.uniform(),
    ...(clips.length > 0 && { piece: drawPiece(clips, rng.split('clip')) }),
  };
}

/** A bird that sings in a recording. */
export interface Singer {
  readonly species: Species;
  readonly bird: Individual;
}

/**
 * Synthesises a recording of one bird: its song with air absorption, reverberation and background noise.
 * @returns [samples], peak 0.7
 */
export function recordBird(
  singer: Singer,
  scene: Scene,
  samples: number,
  sampleRateHz: number,
  rng: Rng,
): Float32Array {
  const song = songInScene(singer, scene, samples, sampleRateHz, rng.split('song'));
  return withBackground(song, scene, sampleRateHz, rng);
}

/**
 * Synthesises a recording of two birds that sing at once, at the same distance.
 * @param levelDifferenceDb RMS level of the first song relative to the second, as they arrive
 * @returns [samples], peak 0.7
 */
export function recordDuet(
  [first, second]: readonly [Singer, Singer],
  levelDifferenceDb: number,
  scene: Scene,
  samples: number,
  sampleRateHz: number,
  rng: Rng,
): Float32Array {
  const song = songInScene(first, scene, samples, sampleRateHz, rng.split('song', 1));
  const other = songInScene(second, scene, samples, sampleRateHz, rng.split('song', 2));
  const gain = gainTo(levelDifferenceDb, song, other);
  for (let i = 0; i < samples; i++) song[i] = gain * song[i]! + other[i]!;
  return withBackground(song, scene, sampleRateHz, rng);
}

/** Synthesises a recording without a bird. */
export function recordBackground(scene: Scene, samples: number, sampleRateHz: number, rng: Rng): Float32Array {
  return scaled(background(scene, samples, sampleRateHz, rng));
}

/**
 * Synthesises a song as it arrives at the microphone, without background.
 * @returns [samples], at any level
 */
export function songInScene(
  { species, bird }: Singer,
  scene: Scene,
  samples: number,
  sampleRateHz: number,
  rng: Rng,
): Float64Array {
  const song = new Float64Array(samples);
  // A negative start lets the recording begin in the middle of a song.
  let at = -Math.round(0.5 * rng.uniform() * sampleRateHz);
  for (const syllable of species.sing(bird, rng)) {
    if (at >= samples) break;
    if (at >= 0) addSyllable(song, at, syllable, sampleRateHz);
    at += Math.round((syllable.seconds + syllable.gapSeconds) * sampleRateHz);
  }
  absorbHighs(song, scene.distanceMetres, sampleRateHz);
  reverberate(song, scene, sampleRateHz);
  return song;
}

/** Adds the scene's background to songs, at the scene's ratio. */
function withBackground(song: Float64Array, scene: Scene, sampleRateHz: number, rng: Rng): Float32Array {
  const noise = background(scene, song.length, sampleRateHz, rng.split('background'));
  const gain = gainTo(scene.songToNoiseDb, song, noise);
  for (let i = 0; i < song.length; i++) noise[i]! += gain * song[i]!;
  return scaled(noise);
}

/** Returns the factor that brings a sound to an RMS level relative to that of another. */
function gainTo(levelDb: number, sound: Float64Array, other: Float64Array): number {
  return 10 ** (levelDb / 20) * (rootMeanSquare(other) / Math.max(1e-9, rootMeanSquare(sound)));
}

/**
 * Absorbs high frequencies as air does: one-pole low-pass whose cutoff falls with distance,
 * from 12 kHz at 5 m to 4 kHz at 50 m.
 */
function absorbHighs(sound: Float64Array, metres: number, sampleRateHz: number): void {
  const cutoffHz = 12_000 * (5 / metres) ** 0.48;
  const keep = Math.exp((-2 * Math.PI * cutoffHz) / sampleRateHz);
  let y = 0;
  for (let i = 0; i < sound.length; i++) {
    y = sound[i]! + keep * (y - sound[i]!);
    sound[i] = y;
  }
}

/** Delays of the reverberator. Their ratios are far from whole numbers, so that echoes do not coincide. */
const DELAYS_SECONDS = [0.0297, 0.0371, 0.0411, 0.0437] as const;

/**
 * Adds the reverberation of a wood: a feedback delay network of four lines, coupled by a Householder matrix
 * (Jot and Chaigne, "Digital delay networks for designing artificial reverberators", 1991). The fraction of
 * reverberation grows with distance.
 */
function reverberate(sound: Float64Array, { distanceMetres, reverberationSeconds }: Scene, sampleRateHz: number): void {
  const wetFraction = Math.min(0.5, 0.1 + distanceMetres / 120);
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
    sound[i] = x + wetFraction * half;
  }
}

function background({ wind, piece }: Scene, samples: number, sampleRateHz: number, rng: Rng): Float64Array {
  return piece ? pieceSamples(piece, samples, sampleRateHz) : outdoorNoise(wind, samples, sampleRateHz, rng);
}

/** Mixes pink noise and gusts of wind; the RMS is close to 1. */
function outdoorNoise(wind: number, samples: number, sampleRateHz: number, rng: Rng): Float64Array {
  const pink = pinkNoise(samples, rng.split('pink'));
  const gusts = windNoise(samples, sampleRateHz, rng.split('wind'));
  const pinkGain = (1 - wind) / rootMeanSquare(pink);
  const windGain = wind / rootMeanSquare(gusts);
  for (let i = 0; i < samples; i++) pink[i] = pinkGain * pink[i]! + windGain * gusts[i]!;
  return pink;
}

/** White noise through a three-pole filter: −3 dB per octave within 0.5 dB (Kellet's filter, music-dsp archive). */
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

/** Noise below 200 Hz with slowly varying amplitude. */
function windNoise(samples: number, sampleRateHz: number, rng: Rng): Float64Array {
  const out = new Float64Array(samples);
  const keep = Math.exp((-2 * Math.PI * 120) / sampleRateHz);
  // Slow sine as a vector that rotates by a small angle per sample.
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
