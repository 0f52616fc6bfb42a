import { inOrder } from '../../src/concurrency.js';
import { AudioFormatError } from '../../src/errors.js';
import { openAudio, type OpenAudioOptions } from '../decode/index.js';
import { DEFAULT_SEGMENTS } from '../segments/index.js';
import type { Corpus, CorpusRecording } from './scan.js';

/** What a corpus holds. */
export interface CorpusReport {
  readonly folder: string;
  readonly recordings: number;
  readonly seconds: number;
  readonly classes: readonly ClassReport[];
  readonly unlabelled: RecordingTotals;
  readonly sampleRates: readonly { readonly sampleRateHz: number; readonly recordings: number }[];
  /** Recordings that nothing of could be read. */
  readonly unreadable: number;
  /** One line each. */
  readonly problems: readonly string[];
}

export interface RecordingTotals {
  readonly recordings: number;
  /** Recordings of one group stay on one side of a split. */
  readonly groups: number;
  readonly seconds: number;
}

export interface ClassReport extends RecordingTotals {
  readonly class: string;
  /** Learned, and never reported as a species. */
  readonly background: boolean;
}

export interface InspectOptions {
  /** An ffmpeg to use instead of the one that is found. */
  readonly ffmpeg?: string;
  /** Called after each recording, with how many are done. */
  readonly onProgress?: (done: number) => void;
  /** Stops reading. */
  readonly signal?: AbortSignal;
}

interface Examined {
  readonly recording: CorpusRecording;
  readonly seconds: number;
  readonly sampleRateHz?: number;
  readonly problems: readonly string[];
}

const RECORDINGS_AT_ONCE = 2;

/**
 * Says what a corpus holds. Every recording is read from beginning to end, for what is wrong with one is often known at its end only; nothing of
 * it is kept.
 * @throws the signal's reason once it fires
 */
export async function inspectCorpus(
  corpus: Corpus,
  { ffmpeg, onProgress, signal }: InspectOptions = {},
): Promise<CorpusReport> {
  const options = { ...(ffmpeg !== undefined && { ffmpeg }), ...(signal && { signal }) };
  const readings = inOrder(corpus.recordings, (recording) => examine(recording, options), {
    width: RECORDINGS_AT_ONCE,
    ...(signal && { signal }),
  });
  const examined: Examined[] = [];
  for await (const reading of readings) {
    examined.push(reading);
    onProgress?.(examined.length);
  }
  const rates = new Map<number, number>();
  for (const { sampleRateHz } of examined) {
    if (sampleRateHz !== undefined) rates.set(sampleRateHz, (rates.get(sampleRateHz) ?? 0) + 1);
  }
  return {
    folder: corpus.dir,
    ...pick(amountOf(examined)),
    classes: corpus.classes.map((name) => ({
      class: name,
      background: corpus.backgroundClasses.includes(name),
      ...amountOf(examined.filter(({ recording }) => recording.species === name)),
    })),
    unlabelled: amountOf(examined.filter(({ recording }) => recording.species === undefined)),
    sampleRates: [...rates]
      .sort(([a], [b]) => a - b)
      .map(([sampleRateHz, recordings]) => ({ sampleRateHz, recordings })),
    unreadable: examined.filter(({ sampleRateHz }) => sampleRateHz === undefined).length,
    problems: [...instabilities(corpus), ...examined.flatMap(({ problems }) => problems)],
  };
}

async function examine(
  recording: CorpusRecording,
  options: Pick<OpenAudioOptions, 'ffmpeg' | 'signal'>,
): Promise<Examined> {
  const { path } = recording;
  const { sampleRateHz, segmentSeconds } = DEFAULT_SEGMENTS;
  try {
    const source = await openAudio(path, { sampleRateHz, ...options });
    for await (const _ of source.chunks());
    const seconds = source.samplesRead / sampleRateHz;
    const problems = source.warnings.map(({ message }) => message);
    if (seconds < segmentSeconds) problems.push(`${path}: shorter than a segment (${seconds.toFixed(3)} s)`);
    return { recording, seconds, sampleRateHz: source.info.sampleRateHz, problems };
  } catch (error) {
    if (!(error instanceof AudioFormatError)) throw error;
    return { recording, seconds: 0, problems: [error.message] };
  }
}

function instabilities(corpus: Corpus): string[] {
  const species = corpus.classes.filter((name) => !corpus.backgroundClasses.includes(name));
  return [
    ...corpus.warnings.map(({ message }) => message),
    ...(corpus.classes.length < 2
      ? [`${corpus.dir}: training needs two classes, and there is ${species.length === 1 ? 'one' : 'none'}`]
      : []),
    ...corpus.singleRecordingClasses.map(
      (name) => `${name}: has one recording, so none can be held out for validation`,
    ),
  ];
}

function amountOf(examined: readonly Examined[]): RecordingTotals {
  return {
    recordings: examined.length,
    groups: new Set(examined.map(({ recording }) => recording.group)).size,
    seconds: Math.round(examined.reduce((sum, { seconds }) => sum + seconds, 0) * 1000) / 1000,
  };
}

function pick({ recordings, seconds }: RecordingTotals): Pick<RecordingTotals, 'recordings' | 'seconds'> {
  return { recordings, seconds };
}
