import { basename, resolve } from 'node:path';
import { inOrder } from '../../src/concurrency.js';
import { ConfigError, DatasetError } from '../../src/errors.js';
import { type AudioWarning, readAudio, type WholeAudio } from '../decode/index.js';
import { segmentGeometry, type SegmentSettings } from '../segments/index.js';
import { audioDataset, type AudioDataset, type RecordingContent } from './dataset.js';
import type { Corpus, CorpusRecording } from './scan.js';

/** How far loading is. */
export interface LoadProgress {
  readonly done: number;
  readonly total: number;
  /** The recording that was finished last. */
  readonly file: string;
  /** Seconds of sound so far. */
  readonly seconds: number;
}

export interface LoadOptions {
  readonly ffmpeg?: string;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Called for recordings that could not be used, or only in part, in their order; then for the corpus as a whole. */
  readonly onWarning?: (warning: AudioWarning) => void;
  readonly signal?: AbortSignal;
  /** Recordings that are decoded at the same time, or wait for one before them: 2 unless given. */
  readonly concurrency?: number;
}

/**
 * Reads all recordings of a corpus. One that cannot be read is a warning with its name and is left out; the others are not disturbed.
 * Every recording is in memory once, whatever the overlap.
 * @throws DatasetError if none can be read, with the reason of the first by name
 * @throws ConfigError if a setting is out of range, or the ffmpeg that was named does not run
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
      return { recording, audio: await readAudio(path, { sampleRateHz: settings.sampleRateHz, ...pick(options) }) };
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
      onWarning?.({ file: path, message: `${failure}; left out` });
    }
    if (audio) {
      recordings.push({ recording, info: audio.info, pcm: audio.pcm });
      seconds += audio.pcm.length / settings.sampleRateHz;
      for (const warning of audio.warnings) onWarning?.(warning);
      if (audio.pcm.length < length) {
        const [there, needed] = [audio.pcm.length / settings.sampleRateHz, settings.segmentSeconds];
        const message = `${path}: shorter than a segment (${there.toFixed(3)} s of ${needed} s); filled up with silence`;
        onWarning?.({ file: path, message });
      }
    }
    onProgress?.({ done: ++done, total, file: path, seconds });
  }
  if (recordings.length === 0) {
    throw new DatasetError(`${corpus.dir}: none of its ${total} recordings can be read; ${firstFailure}`);
  }
  for (const message of lostClasses(corpus, recordings)) onWarning?.({ file: corpus.dir, message });
  return audioDataset({
    name: basename(resolve(corpus.dir)),
    classes: corpus.classes,
    backgroundClasses: corpus.backgroundClasses,
    settings,
    recordings,
  });
}

/** A recording that was read, or why it was not. */
interface Loaded {
  readonly recording: CorpusRecording;
  readonly audio?: WholeAudio;
  readonly failure?: string;
}

function pick({ ffmpeg, signal }: LoadOptions): Pick<LoadOptions, 'ffmpeg' | 'signal'> {
  return { ...(ffmpeg !== undefined && { ffmpeg }), ...(signal && { signal }) };
}

function lostClasses(corpus: Corpus, recordings: readonly RecordingContent[]): string[] {
  const left = new Set(recordings.map(({ recording }) => recording.species));
  return corpus.classes
    .filter((name) => !left.has(name))
    .map((name) => `${corpus.dir}: none of the recordings of ${name} can be read; the class stays empty`);
}
