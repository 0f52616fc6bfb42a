import { inOrder } from '../../src/concurrency.js';
import { AudioFormatError, DatasetError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';
import { openAudio, type OpenAudioOptions } from '../decode/index.js';
import { checkTimezone, recordedAt, type RecordingOrigin } from '../origin/index.js';
import { DEFAULT_SEGMENTS } from '../segments/index.js';
import { checkSplits } from './check-splits.js';
import type { Corpus, CorpusRecording } from './scan.js';
import { sitesOf, type SiteReport } from './sites.js';

/** Contents of a corpus: recordings, durations, classes and problems. */
export interface CorpusReport {
  readonly folder: string;
  readonly recordings: number;
  readonly seconds: number;
  readonly classes: readonly ClassReport[];
  readonly unlabelled: RecordingTotals;
  readonly sampleRates: readonly { readonly sampleRateHz: number; readonly recordings: number }[];
  /** Where and when recordings were made, by site. */
  readonly sites: readonly SiteReport[];
  /** Where and when each recording was made, in the order of their paths. */
  readonly origins: readonly CorpusOrigin[];
  /** Number of recordings of which nothing could be read. */
  readonly unreadable: number;
  /** Number of files and folders that were left out, because they cannot be read; not among `recordings`. */
  readonly leftOut: number;
  /** One line per problem. */
  readonly problems: readonly string[];
}

/** When, where and with what a recording of a corpus was made. Its warnings are among the problems. */
export interface CorpusOrigin extends Omit<RecordingOrigin, 'warnings'> {
  /** Path below the corpus folder, with `/`. */
  readonly file: string;
}

export interface RecordingTotals {
  readonly recordings: number;
  /** Number of groups. All recordings of a group are in the same split. */
  readonly groups: number;
  readonly seconds: number;
}

export interface ClassReport extends RecordingTotals {
  readonly class: string;
  /** A class that is learned, but never reported as a species. */
  readonly background: boolean;
}

export interface InspectOptions {
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
  /** Time zone of recorders' clocks, as in `RecordedAtOptions`. */
  readonly timezone?: string;
  /** Called after each recording, with the number of recordings done. */
  readonly onProgress?: (done: number) => void;
  /** Aborts the inspection, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

interface Inspection {
  readonly recording: CorpusRecording;
  readonly seconds: number;
  readonly sampleRateHz?: number;
  readonly origin: CorpusOrigin;
  readonly problems: readonly string[];
}

const CONCURRENT_RECORDINGS = 2;

/**
 * Reports the contents of a corpus. Every recording is decoded to its end, because many defects only show
 * there. No samples are kept in memory.
 * @throws ConfigError if the time zone is unknown
 * @throws the signal's reason once it is aborted
 */
export async function inspectCorpus(
  corpus: Corpus,
  { ffmpeg, timezone, onProgress, signal }: InspectOptions = {},
): Promise<CorpusReport> {
  if (timezone !== undefined) checkTimezone(timezone);
  const options = { ...(ffmpeg !== undefined && { ffmpeg }), ...(signal && { signal }), timezone };
  const pending = inOrder(corpus.recordings, (recording) => inspect(recording, options), {
    width: CONCURRENT_RECORDINGS,
    ...(signal && { signal }),
  });
  const inspections: Inspection[] = [];
  for await (const inspection of pending) {
    inspections.push(inspection);
    onProgress?.(inspections.length);
  }
  const rates = new Map<number, number>();
  for (const { sampleRateHz } of inspections) {
    if (sampleRateHz !== undefined) rates.set(sampleRateHz, (rates.get(sampleRateHz) ?? 0) + 1);
  }
  return {
    folder: corpus.dir,
    ...pick(totalsOf(inspections)),
    classes: corpus.classes.map((name) => ({
      class: name,
      background: corpus.backgroundClasses.includes(name),
      ...totalsOf(inspections.filter(({ recording }) => recording.species === name)),
    })),
    unlabelled: totalsOf(inspections.filter(({ recording }) => recording.species === undefined)),
    sampleRates: [...rates]
      .sort(([a], [b]) => a - b)
      .map(([sampleRateHz, recordings]) => ({ sampleRateHz, recordings })),
    sites: sitesOf(inspections.map(({ origin }) => origin)),
    origins: inspections.map(({ origin }) => origin),
    unreadable: inspections.filter(({ sampleRateHz }) => sampleRateHz === undefined).length,
    leftOut: corpus.warnings.filter(({ leftOut }) => leftOut).length,
    problems: [...corpusProblems(corpus), ...inspections.flatMap(({ problems }) => problems)],
  };
}

async function inspect(
  recording: CorpusRecording,
  { timezone, ...options }: Pick<OpenAudioOptions, 'ffmpeg' | 'signal'> & { readonly timezone: string | undefined },
): Promise<Inspection> {
  const { file, path, metadata } = recording;
  const { sampleRateHz, segmentSeconds } = DEFAULT_SEGMENTS;
  const { warnings, ...found } = await recordedAt(path, { timezone, metadata, subfolder: subfolderOf(file) });
  const origin = { file, ...found };
  try {
    const source = await openAudio(path, { sampleRateHz, ...options });
    for await (const _ of source.chunks());
    const seconds = source.samplesRead / sampleRateHz;
    const problems = [...source.warnings.map(({ message }) => message), ...warnings];
    if (seconds < segmentSeconds) problems.push(`${path}: shorter than a segment (${seconds.toFixed(3)} s)`);
    return { recording, seconds, sampleRateHz: source.info.sampleRateHz, origin, problems };
  } catch (error) {
    return { recording, seconds: 0, origin, problems: [unreadable(path, error)] };
  }
}

/**
 * Returns why a recording cannot be read, with its path.
 * @throws any other error: an aborted signal, a mistake in the options, a bug
 */
function unreadable(path: string, error: unknown): string {
  if (error instanceof AudioFormatError) return error.message;
  // Opening is checked by the decoder; cards and network shares also fail while they are read.
  if (error instanceof Error && 'syscall' in error) return `${path}: ${systemErrorReason(error)}`;
  throw error;
}

/** Returns the folder below that of the species, or below `unlabelled`: it may be a site. */
function subfolderOf(file: string): string {
  return file.split('/').slice(1, -1).join('/');
}

function corpusProblems(corpus: Corpus): string[] {
  return [
    ...corpus.warnings.map(({ message }) => message),
    ...(corpus.classes.length < 2
      ? [`${corpus.dir}: training needs at least two classes, found ${corpus.classes.length === 1 ? 'one' : 'none'}`]
      : []),
    ...corpus.singleGroupClasses.map((name) => {
      const { length } = corpus.recordings.filter(({ species }) => species === name);
      const has = length === 1 ? 'has one recording' : `its ${length} recordings are one group`;
      return `${name}: ${has}, so none can be held out for validation`;
    }),
    ...splitProblems(corpus),
  ];
}

function splitProblems(corpus: Corpus): string[] {
  try {
    checkSplits(corpus);
    return [];
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return [error.message];
  }
}

function totalsOf(inspections: readonly Inspection[]): RecordingTotals {
  return {
    recordings: inspections.length,
    groups: new Set(inspections.map(({ recording }) => recording.group)).size,
    seconds: Math.round(inspections.reduce((sum, { seconds }) => sum + seconds, 0) * 1000) / 1000,
  };
}

function pick({ recordings, seconds }: RecordingTotals): Pick<RecordingTotals, 'recordings' | 'seconds'> {
  return { recordings, seconds };
}
