import { type Dataset, type PresentClasses, UNLABELLED } from '../../src/data/index.js';
import type { Rng } from '../../src/rng.js';
import {
  type Augmentation,
  checkAugmentation,
  drawSegment,
  type Normalisation,
  segmentActivity,
  segmentCount,
  type SegmentGeometry,
  writeSegment,
} from '../segments/index.js';
import { createMixer, type Mixing } from './mixing.js';
import type { Sound } from './sound.js';

/** How sounds are mixed, and which. */
export interface MixingOptions extends Mixing {
  /** Indices of the labelled recordings whose segments may be mixed into others. */
  readonly partners: readonly number[];
  /** Writes a sound that is no bird, at any level. */
  readonly noise: (rng: Rng, out: Float32Array) => void;
}

/** No change: mixing needs segments as they are. */
const NO_AUGMENTATION: Augmentation = { speed: 0, equaliser: 0 };

/** The recordings of a dataset, as mixing needs them. */
export interface MixedRecordings {
  readonly geometry: SegmentGeometry;
  readonly sounds: readonly Sound[];
  /** Class of each recording, or `UNLABELLED`. */
  readonly labels: readonly number[];
  /** Indices of the background classes. */
  readonly backgroundClasses: readonly number[];
}

/** Creates the function that returns mixtures of augmented segments. */
export function mixedBy(
  { partners, noise, ...mixing }: MixingOptions,
  augmentation: Augmentation = NO_AUGMENTATION,
  normalisation: Normalisation,
  { geometry, sounds, labels, backgroundClasses }: MixedRecordings,
  locate: (index: number) => { readonly sound: Sound; readonly segment: number },
): NonNullable<Dataset['augment']> {
  checkAugmentation(augmentation);
  const { length, hop } = geometry;
  const activities = new Map<Sound, Float32Array>();
  const activityOf = (sound: Sound): Float32Array => {
    let activity = activities.get(sound);
    if (!activity) {
      const count = segmentCount(sound.pcm.length, geometry);
      activities.set(sound, (activity = segmentActivity(sound.pcm, geometry, count)));
    }
    return activity;
  };
  const labelOf = new Map(sounds.map((sound, recording) => [sound, labels[recording]!]));
  const isPause = (sound: Sound, segment: number): boolean => activityOf(sound)[segment]! < -mixing.pauseDb;
  // Listed once: an hour has 72,000 segments, and every song that is mixed in draws from them.
  const songSegments = new Map<Sound, Uint32Array>();
  const songSegmentsOf = (sound: Sound): Uint32Array => {
    let segments = songSegments.get(sound);
    if (!segments) {
      segments = Uint32Array.from(activityOf(sound).keys()).filter((segment) => !isPause(sound, segment));
      songSegments.set(sound, segments);
    }
    return segments;
  };
  const classesOf = (sound: Sound, segment: number): PresentClasses => {
    const label = labelOf.get(sound)!;
    const unknown = [...backgroundClasses];
    if (label === UNLABELLED) return { present: [], unknown };
    if (unknown.includes(label)) return { present: [label], unknown };
    // Background classes say that no bird sings. Without examples in which they are absent, they would be predicted
    // everywhere.
    if (!isPause(sound, segment)) return { present: [label], unknown: [] };
    return { present: [], unknown: [...unknown, label] };
  };
  const draw = (sound: Sound, segment: number, rng: Rng, out: Float32Array): void => {
    if (sound.layout.availableSamples !== undefined) out.set(sound.pcm.subarray(0, length));
    else drawSegment({ pcm: sound.pcm, start: segment * hop, length }, augmentation, rng, out);
  };
  const mix = createMixer(mixing, {
    length,
    backgroundClasses,
    noise,
    segment(index, rng, out) {
      const { sound, segment } = locate(index);
      draw(sound, segment, rng, out);
      return classesOf(sound, segment);
    },
    song(index, rng, out) {
      const own = locate(index).sound;
      const others = partners.filter((recording) => sounds[recording] !== own);
      if (others.length === 0) return undefined;
      const sound = sounds[others[rng.integer(others.length)]!]!;
      const singing = songSegmentsOf(sound);
      if (singing.length === 0) return undefined;
      const segment = singing[rng.integer(singing.length)]!;
      draw(sound, segment, rng, out);
      return classesOf(sound, segment);
    },
  });
  const mixture = new Float32Array(length);
  return (index, rng, out, offset) => {
    const classes = mix(index, rng, mixture);
    writeSegment(mixture, normalisation, out, offset);
    return classes;
  };
}
