import { type Dataset, UNLABELLED } from '../../src/data/index.js';
import {
  type Augmentation,
  checkAugmentation,
  type Normalisation,
  segmentCount,
  segmentGeometry,
  type SegmentGeometry,
  segmentLoudness,
  type SegmentSettings,
  segmentStatistics,
  writeAugmented,
  writeSegments,
} from '../segments/index.js';
import type { AudioInfo } from '../decode/index.js';
import { mixedBy, type MixingOptions } from './mixed-segments.js';
import type { CorpusRecording } from './scan.js';
import type { Sound } from './sound.js';

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
  /** Returns a dataset without some classes and their recordings, without copying samples. */
  withoutClasses(names: ReadonlySet<string>): AudioDataset;
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
    withoutClasses: (names) =>
      audioDataset({
        ...content,
        classes: classes.filter((name) => !names.has(name)),
        backgroundClasses: backgroundClasses.filter((name) => !names.has(name)),
        recordings: content.recordings.filter(({ recording: { species } }) => !names.has(species ?? '')),
      }),
  };
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
