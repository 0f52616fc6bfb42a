import type { Rng } from '../../src/rng.js';
import { type Clip, drawNoise } from '../negatives/index.js';
import { type Augmentation, drawSegment } from '../segments/index.js';

/** Where sounds that are no birds come from. */
export interface NoiseSourceOptions {
  readonly sampleRateHz: number;
  /** Clips that ship with Lyrebird; a kind of sound is drawn first, then one of its clips. */
  readonly clips: readonly Clip[];
  /** Samples of the user's own recordings without birds. */
  readonly background: readonly Float32Array[];
  /** Random changes of clips and background, as of training segments. */
  readonly augmentation: Augmentation;
}

/** Writes a sound that is no bird, not normalised. */
export type NoiseSource = (rng: Rng, out: Float32Array) => void;

/**
 * Creates a source that draws from noises made by formula, from clips and from the background, each as often as the
 * others, where there are any.
 */
export function createNoiseSource({ sampleRateHz, clips, background, augmentation }: NoiseSourceOptions): NoiseSource {
  const bySound = [...new Set(clips.map(({ sound }) => sound))].map((sound) =>
    clips.filter((clip) => clip.sound === sound).map(({ samples }) => samples),
  );
  const recorded = (choose: (rng: Rng) => Float32Array) => (rng: Rng, out: Float32Array) => {
    const pcm = atLeast(choose(rng.split('recording')), out.length);
    const start = rng.split('start').integer(pcm.length - out.length + 1);
    drawSegment({ pcm, start, length: out.length }, augmentation, rng, out);
  };
  const sources: NoiseSource[] = [(rng, out) => void drawNoise(rng, sampleRateHz, out)];
  if (bySound.length > 0) sources.push(recorded((rng) => oneOf(rng, oneOf(rng, bySound))));
  if (background.length > 0) sources.push(recorded((rng) => oneOf(rng, background)));
  return (rng, out) => oneOf(rng.split('source'), sources)(rng, out);
}

function oneOf<T>(rng: Rng, items: readonly T[]): T {
  return items[rng.integer(items.length)]!;
}

/** Repeats a sound that is shorter than a segment. */
function atLeast(pcm: Float32Array, length: number): Float32Array {
  if (pcm.length >= length) return pcm;
  return Float32Array.from({ length }, (_, i) => pcm[i % pcm.length]!);
}
