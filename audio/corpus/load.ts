import { basename, resolve } from 'node:path';
import { inOrder } from '../../src/concurrency.js';
import { ConfigError, DatasetError } from '../../src/errors.js';
import type { WholeAudio } from '../decode/index.js';
import { segmentGeometry, type SegmentSettings } from '../segments/index.js';
import { contentHash } from './content-hash.js';
import { type DecodedCache, readCachedAudio } from './decoded-cache.js';
import { audioDataset, type AudioDataset, type RecordingContent } from './dataset.js';
import type { Corpus, CorpusRecording } from './scan.js';
import type { CorpusWarning } from './warning.js';

/** Progress of loading a corpus. */
export interface LoadProgress {
  readonly done: number;
  readonly total: number;
  /** The recording finished last. */
  readonly file: string;
  /** Seconds of audio loaded so far. */
  readonly seconds: number;
}

export interface LoadOptions {
  readonly ffmpeg?: string;
  readonly onProgress?: (progress: LoadProgress) => void;
  /**
   * Called, in order, for each recording that is unusable or only partly usable; then for problems of the whole
   * corpus.
   */
  readonly onWarning?: (warning: CorpusWarning) => void;
  readonly signal?: AbortSignal;
  /** Number of recordings that are being decoded, or are decoded and wait for an earlier one. Default 2. */
  readonly concurrency?: number;
  /** Holds recordings that were decoded before. Default: none. */
  readonly cache?: DecodedCache | undefined;
}

/**
 * Decodes all recordings of a corpus. A recording that cannot be read is reported as a warning and skipped. Memory
 * holds each recording once, whatever the overlap.
 * @throws DatasetError if no recording can be read; the message gives the reason for the first
 * @throws ConfigError if a setting is out of range, or the given ffmpeg does not run
 */
export async function loadCorpus(
  corpus: Corpus,
  settings: SegmentSettings,
  options: LoadOptions = {},
): Promise<AudioDataset> {
  const { onProgress, onWarning, signal, concurrency = 2 } = options;
  const { length } = segmentGeometry(settings);
  const total = corpus.recordings.length;
  const loadOne = async (recording: CorpusRecording): Promise<Loaded> => {
    const { path } = recording;
    try {
      const reading = { sampleRateHz: settings.sampleRateHz, ...pick(options) };
      const audio = await readCachedAudio(path, reading, options.cache);
      const hash = recording.contentHash ?? (await contentHash(path));
      return { recording: hash === undefined ? recording : { ...recording, contentHash: hash }, audio };
    } catch (error) {
      if (signal?.aborted || error instanceof ConfigError || !(error instanceof Error)) throw error;
      return { recording, failure: error.message.startsWith(path) ? error.message : `${path}: ${error.message}` };
    }
  };

  const recordings: RecordingContent[] = [];
  let firstFailure: string | undefined;
  let done = 0;
  let seconds = 0;
  const reading = inOrder(corpus.recordings, loadOne, { width: concurrency, ...(signal && { signal }) });
  for await (const { recording, audio, failure } of reading) {
    const { path } = recording;
    if (failure !== undefined) {
      firstFailure ??= failure;
      onWarning?.({ file: path, message: `${failure}; skipped`, leftOut: true });
    }
    if (audio) {
      recordings.push({ recording, info: audio.info, pcm: audio.pcm });
      seconds += audio.pcm.length / settings.sampleRateHz;
      for (const warning of audio.warnings) onWarning?.(warning);
      if (audio.pcm.length < length) {
        const [available, needed] = [audio.pcm.length / settings.sampleRateHz, settings.segmentSeconds];
        const message =
          `${path}: shorter than a segment ` + `(${available.toFixed(3)} s of ${needed} s); padded with silence`;
        onWarning?.({ file: path, message });
      }
    }
    onProgress?.({ done: ++done, total, file: path, seconds });
  }
  if (recordings.length === 0) {
    throw new DatasetError(`${corpus.dir}: none of its ${total} recordings can be read; ${firstFailure}`);
  }
  for (const message of emptyClassWarnings(corpus, recordings)) onWarning?.({ file: corpus.dir, message });
  return audioDataset({
    name: basename(resolve(corpus.dir)),
    classes: corpus.classes,
    backgroundClasses: corpus.backgroundClasses,
    settings,
    recordings,
  });
}

/** A decoded recording, or the reason why it could not be decoded. */
interface Loaded {
  readonly recording: CorpusRecording;
  readonly audio?: WholeAudio;
  readonly failure?: string;
}

function pick({ ffmpeg, signal }: LoadOptions): Pick<LoadOptions, 'ffmpeg' | 'signal'> {
  return { ...(ffmpeg !== undefined && { ffmpeg }), ...(signal && { signal }) };
}

/** Names the classes that lost all of their recordings; those of which none was asked for are as empty as intended. */
function emptyClassWarnings(corpus: Corpus, recordings: readonly RecordingContent[]): string[] {
  const asked = new Set(corpus.recordings.map(({ species }) => species));
  const loaded = new Set(recordings.map(({ recording }) => recording.species));
  return corpus.classes
    .filter((name) => asked.has(name) && !loaded.has(name))
    .map((name) => `${corpus.dir}: none of the recordings of ${name} can be read; the class is empty`);
}
