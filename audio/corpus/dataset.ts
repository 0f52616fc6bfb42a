import { type Dataset, type PresentClasses, UNLABELLED } from '../../src/data/index.js';
import type { Rng } from '../../src/rng.js';
import {
  type Augmentation,
  checkAugmentation,
  drawSegment,
  type ConsecutiveSegments,
  type Normalisation,
  segmentActivity,
  segmentCount,
  segmentGeometry,
  type SegmentGeometry,
  segmentLoudness,
  type SegmentSettings,
  segmentStatistics,
  type SegmentStatistics,
  writeAugmented,
  writeSegment,
  writeSegments,
} from '../segments/index.js';
import type { AudioInfo } from '../decode/index.js';
import { createMixer, type Mixing } from './mixing.js';
import type { CorpusRecording } from './scan.js';

/** A recording in memory, and the range of its segments in the dataset. */
export interface LoadedRecording extends CorpusRecording {
  /** Index of the class, or `UNLABELLED`. */
  readonly label: number;
  readonly info: AudioInfo;
  /** Duration of the part that could be read. */
  readonly durationSeconds: number;
  /** Example index of its first segment. */
  readonly firstSegment: number;
  readonly segmentCount: number;
}

/** A dataset whose examples are segments of recordings. `source` returns an index into `recordings`. */
export interface AudioDataset extends Dataset {
  readonly settings: SegmentSettings;
  readonly geometry: SegmentGeometry;
  readonly backgroundClasses: readonly string[];
  readonly recordings: readonly LoadedRecording[];
  /** Offset of a segment's first sample in its recording. */
  start(index: number): number;
  /** Samples of a segment before normalisation, as a view into its recording: do not modify it. */
  view(index: number): Float32Array;
  /** Samples of a recording: do not modify them. */
  samples(recording: number): Float32Array;
  /** Mean and standard deviation over all samples of the recordings, for `normalisation: { kind: 'dataset' }`. */
  moments(recordings: Iterable<number>): { readonly mean: number; readonly std: number };
  /** Returns a dataset of the same recordings with a different normalisation, without copying samples. */
  withNormalisation(normalisation: Normalisation): AudioDataset;
  /**
   * Returns a dataset of the same recordings whose `augment` returns randomly modified
   * segments, without copying samples.
   * @throws ConfigError if a setting is out of range
   */
  withAugmentation(augmentation: Augmentation): AudioDataset;
  /**
   * Returns a dataset of the same recordings whose `augment` also mixes sounds, without copying samples.
   * @throws ConfigError if a setting is out of range
   */
  withMixing(mixing: MixingOptions): AudioDataset;
}

/** How sounds are mixed, and which. */
export interface MixingOptions extends Mixing {
  /** Indices of the labelled recordings whose segments may be mixed into others. */
  readonly partners: readonly number[];
  /** Writes a sound that is no bird, at any level. */
  readonly noise: (rng: Rng, out: Float32Array) => void;
}

/** Recordings and settings of a dataset. */
export interface DatasetContent {
  readonly name: string;
  readonly classes: readonly string[];
  readonly backgroundClasses: readonly string[];
  readonly settings: SegmentSettings;
  readonly recordings: readonly RecordingContent[];
  /** Absent: training uses the segments unmodified. */
  readonly augmentation?: Augmentation;
  /** Absent: nothing is mixed. */
  readonly mixing?: MixingOptions;
}

export interface RecordingContent {
  readonly recording: CorpusRecording;
  readonly info: AudioInfo;
  /**
   * [samples], float32: two hours at 44.1 kHz take 1.27 GB. 16-bit integers would take half of that, but
   * would round samples that were averaged over channels, resampled or decoded from a lossy format. Training
   * would then use other values than classification.
   */
  readonly pcm: Float32Array;
}

/** Creates a dataset from recordings in memory. Their samples are referenced, not copied. */
export function audioDataset(content: DatasetContent): AudioDataset {
  const { name, classes, backgroundClasses, settings, augmentation, mixing } = content;
  const geometry = segmentGeometry(settings);
  const { length, hop } = geometry;

  let segments = 0;
  const recordings = content.recordings.map(({ recording, info, pcm }): LoadedRecording => {
    const firstSegment = segments;
    const count = segmentCount(pcm.length, geometry);
    segments += count;
    return {
      ...recording,
      label: recording.species === undefined ? UNLABELLED : classes.indexOf(recording.species),
      info,
      durationSeconds: pcm.length / settings.sampleRateHz,
      firstSegment,
      segmentCount: count,
    };
  });

  const sources = new Int32Array(segments);
  const sounds = content.recordings.map(({ pcm }, source): Sound => {
    const { firstSegment, segmentCount: count } = recordings[source]!;
    sources.fill(source, firstSegment, firstSegment + count);
    const short = pcm.length < length ? { availableSamples: pcm.length } : {};
    const statistics = segmentStatistics(pcm, 0, { count, length, hop, ...short }, settings.normalisation);
    return {
      pcm: pcm.length < length ? padded(pcm, length) : pcm,
      layout: { count: 1, length, hop, ...short },
      statistics,
    };
  });

  const locate = (index: number): { readonly sound: Sound; readonly segment: number } => {
    const source = sources[index];
    if (source === undefined) throw new RangeError(`${name}: expected an index below ${segments}, got ${index}`);
    return { sound: sounds[source]!, segment: index - recordings[source]!.firstSegment };
  };

  const read = (index: number, out: Float32Array, offset: number): void => {
    const { sound, segment } = locate(index);
    writeSegments(sound.pcm, segment * hop, sound.layout, { ...sound.statistics, first: segment }, out, offset);
  };

  const augment = (): Pick<Dataset, 'augment'> => {
    if (mixing) {
      const labels = recordings.map(({ label }) => label);
      const source = { geometry, sounds, labels, backgroundClasses: backgroundClasses.map((c) => classes.indexOf(c)) };
      return { augment: mixedBy(mixing, augmentation, settings.normalisation, source, locate) };
    }
    return augmentation ? { augment: augmentedBy(augmentation, settings.normalisation, locate, read) } : {};
  };

  return {
    name,
    classes,
    backgroundClasses,
    settings,
    geometry,
    recordings,
    inputShape: [length],
    length: segments,
    label: (index) => recordings[sources[index]!]!.label,
    source: (index) => sources[index]!,
    start: (index) => locate(index).segment * hop,
    view(index) {
      const { sound, segment } = locate(index);
      return sound.pcm.subarray(segment * hop, segment * hop + length);
    },
    read,
    loudness(index) {
      const { sound, segment } = locate(index);
      const layout = { ...sound.layout, hop: length, count: 1 };
      return segmentLoudness(sound.pcm, segment * hop, layout)[0]!;
    },
    ...augment(),
    samples: (recording) => content.recordings[recording]!.pcm,
    moments: (sources) => momentsOf([...sources].map((source) => content.recordings[source]!.pcm)),
    withNormalisation: (normalisation) => audioDataset({ ...content, settings: { ...settings, normalisation } }),
    withAugmentation: (other) => audioDataset({ ...content, augmentation: other }),
    withMixing: (other) => audioDataset({ ...content, mixing: other }),
  };
}

interface Sound {
  readonly pcm: Float32Array;
  readonly layout: ConsecutiveSegments;
  readonly statistics: SegmentStatistics;
}

/**
 * Creates the function that returns augmented segments. Recordings shorter than a segment are not augmented: the
 * resampled segment would extend into the silence that pads them.
 */
function augmentedBy(
  augmentation: Augmentation,
  normalisation: Normalisation,
  locate: (index: number) => { readonly sound: Sound; readonly segment: number },
  read: Dataset['read'],
): NonNullable<Dataset['augment']> {
  checkAugmentation(augmentation);
  let scratch = new Float32Array(0);
  return (index, rng, out, offset) => {
    const { sound, segment } = locate(index);
    const { length, hop, availableSamples } = sound.layout;
    if (availableSamples !== undefined) {
      read(index, out, offset);
      return undefined;
    }
    if (scratch.length !== length) scratch = new Float32Array(length);
    const position = { pcm: sound.pcm, start: segment * hop, length };
    writeAugmented(position, { augmentation, normalisation }, rng, scratch, out, offset);
    return undefined;
  };
}

/** No change: mixing needs segments as they are. */
const NO_AUGMENTATION: Augmentation = { speed: 0, equaliser: 0 };

/** The recordings of a dataset, as mixing needs them. */
interface MixedRecordings {
  readonly geometry: SegmentGeometry;
  readonly sounds: readonly Sound[];
  /** Class of each recording, or `UNLABELLED`. */
  readonly labels: readonly number[];
  /** Indices of the background classes. */
  readonly backgroundClasses: readonly number[];
}

/** Creates the function that returns mixtures of augmented segments. */
function mixedBy(
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
      const singing = Array.from(activityOf(sound).keys()).filter((segment) => !isPause(sound, segment));
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

function padded(pcm: Float32Array, length: number): Float32Array {
  const out = new Float32Array(length);
  out.set(pcm);
  return out;
}

function momentsOf(sounds: readonly Float32Array[]): { readonly mean: number; readonly std: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (const pcm of sounds) {
    count += pcm.length;
    for (let i = 0; i < pcm.length; i++) {
      const x = pcm[i]!;
      sum += x;
      squares += x * x;
    }
  }
  const mean = sum / Math.max(1, count);
  return { mean, std: Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) };
}
