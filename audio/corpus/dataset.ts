import { UNLABELLED, type Dataset } from '../../src/data/index.js';
import {
  type Augmentation,
  checkAugmentation,
  type ConsecutiveSegments,
  type Normalisation,
  segmentCount,
  segmentGeometry,
  type SegmentGeometry,
  segmentLoudness,
  type SegmentSettings,
  segmentStatistics,
  type SegmentStatistics,
  writeAugmented,
  writeSegments,
} from '../segments/index.js';
import type { AudioInfo } from '../decode/index.js';
import type { CorpusRecording } from './scan.js';

/** A recording that is in memory, and which segments are its own. */
export interface LoadedRecording extends CorpusRecording {
  /** Index into the classes, or `UNLABELLED`. */
  readonly label: number;
  readonly info: AudioInfo;
  /** Of what could be read. */
  readonly durationSeconds: number;
  /** Example index of its first segment. */
  readonly firstSegment: number;
  readonly segmentCount: number;
}

/** Segments of recordings. `source` is the index into `recordings`. */
export interface AudioDataset extends Dataset {
  readonly settings: SegmentSettings;
  readonly geometry: SegmentGeometry;
  readonly backgroundClasses: readonly string[];
  readonly recordings: readonly LoadedRecording[];
  /** First sample of a segment in its recording. */
  start(index: number): number;
  /** The samples of a segment as they are, a view into its recording: not to be written to. */
  view(index: number): Float32Array;
  /** Mean and standard deviation of all samples of some recordings, for `normalisation: { kind: 'dataset' }`. */
  moments(recordings: Iterable<number>): { readonly mean: number; readonly std: number };
  /** The same recordings, normalised in another way; nothing is copied. */
  withNormalisation(normalisation: Normalisation): AudioDataset;
  /**
   * The same recordings, changed a little whenever `augment` is asked for them; nothing is copied.
   * @throws ConfigError if a number of it is out of range
   */
  withAugmentation(augmentation: Augmentation): AudioDataset;
}

/** What a dataset is made of. */
export interface DatasetContent {
  readonly name: string;
  readonly classes: readonly string[];
  readonly backgroundClasses: readonly string[];
  readonly settings: SegmentSettings;
  readonly recordings: readonly RecordingContent[];
  /** Absent: examples are trained on as they are. */
  readonly augmentation?: Augmentation;
}

export interface RecordingContent {
  readonly recording: CorpusRecording;
  readonly info: AudioInfo;
  /**
   * [samples], float32. Half the memory could be had with 16-bit integers, but whatever was averaged over channels, resampled or decoded from a
   * lossy format would be rounded, and a model would be trained on other numbers than it classifies: two hours at 44.1 kHz take 1.27 GB so.
   */
  readonly pcm: Float32Array;
}

/** Makes a dataset of recordings in memory; their samples are kept, not copied. */
export function audioDataset(content: DatasetContent): AudioDataset {
  const { name, classes, backgroundClasses, settings, augmentation } = content;
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
    const short = pcm.length < length ? { shortOf: pcm.length } : {};
    const statistics = segmentStatistics(pcm, 0, { count, length, hop, ...short }, settings.normalisation);
    return {
      pcm: pcm.length < length ? padded(pcm, length) : pcm,
      cut: { count: 1, length, hop, ...short },
      statistics,
    };
  });

  const at = (index: number): { readonly sound: Sound; readonly segment: number } => {
    const source = sources[index];
    if (source === undefined) throw new RangeError(`${name}: expected an index below ${segments}, got ${index}`);
    return { sound: sounds[source]!, segment: index - recordings[source]!.firstSegment };
  };

  const read = (index: number, out: Float32Array, offset: number): void => {
    const { sound, segment } = at(index);
    writeSegments(sound.pcm, segment * hop, sound.cut, { ...sound.statistics, first: segment }, out, offset);
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
    start: (index) => at(index).segment * hop,
    view(index) {
      const { sound, segment } = at(index);
      return sound.pcm.subarray(segment * hop, segment * hop + length);
    },
    read,
    loudness(index) {
      const { sound, segment } = at(index);
      const cut = { ...sound.cut, hop: length, count: 1 };
      return segmentLoudness(sound.pcm, segment * hop, cut)[0]!;
    },
    ...(augmentation && { augment: augmentedBy(augmentation, settings.normalisation, at, read) }),
    moments: (chosen) => momentsOf([...chosen].map((source) => content.recordings[source]!.pcm)),
    withNormalisation: (normalisation) => audioDataset({ ...content, settings: { ...settings, normalisation } }),
    withAugmentation: (changed) => audioDataset({ ...content, augmentation: changed }),
  };
}

interface Sound {
  readonly pcm: Float32Array;
  readonly cut: ConsecutiveSegments;
  readonly statistics: SegmentStatistics;
}

/** Recordings shorter than a segment stay as they are: half of what is read would be the silence behind them. */
function augmentedBy(
  augmentation: Augmentation,
  normalisation: Normalisation,
  at: (index: number) => { readonly sound: Sound; readonly segment: number },
  read: Dataset['read'],
): NonNullable<Dataset['augment']> {
  checkAugmentation(augmentation);
  let scratch = new Float32Array(0);
  return (index, rng, out, offset) => {
    const { sound, segment } = at(index);
    const { length, hop, shortOf } = sound.cut;
    if (shortOf !== undefined) {
      read(index, out, offset);
      return;
    }
    if (scratch.length !== length) scratch = new Float32Array(length);
    const place = { pcm: sound.pcm, start: segment * hop, length };
    writeAugmented(place, { augmentation, normalisation }, rng, scratch, out, offset);
  };
}

function padded(pcm: Float32Array, length: number): Float32Array {
  const longer = new Float32Array(length);
  longer.set(pcm);
  return longer;
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
