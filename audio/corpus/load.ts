import { basename, resolve } from 'node:path';
import pLimit from 'p-limit';
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
  /** Recordings that could not be used, or only in part; then the corpus as a whole. */
  readonly onWarning?: (warning: AudioWarning) => void;
  readonly signal?: AbortSignal;
  /** Recordings that are decoded at the same time. */
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
  const limit = pLimit(concurrency);
  const total = corpus.recordings.length;
  let done = 0;
  let seconds = 0;
  const failures = new Map<CorpusRecording, string>();

  const loadOne = async (recording: CorpusRecording): Promise<RecordingContent | undefined> => {
    signal?.throwIfAborted();
    const { path } = recording;
    let audio: WholeAudio | undefined;
    try {
      audio = await readAudio(path, { sampleRateHz: settings.sampleRateHz, ...pick(options) });
    } catch (error) {
      if (signal?.aborted || error instanceof ConfigError || !(error instanceof Error)) throw error;
      const message = error.message.startsWith(path) ? error.message : `${path}: ${error.message}`;
      failures.set(recording, message);
      onWarning?.({ file: path, message: `${message}; left out` });
    }
    done++;
    seconds += (audio?.pcm.length ?? 0) / settings.sampleRateHz;
    for (const warning of audio?.warnings ?? []) onWarning?.(warning);
    if (audio && audio.pcm.length < length) {
      const [there, needed] = [audio.pcm.length / settings.sampleRateHz, settings.segmentSeconds];
      const message = `${path}: shorter than a segment (${there.toFixed(3)} s of ${needed} s); filled up with silence`;
      onWarning?.({ file: path, message });
    }
    onProgress?.({ done, total, file: path, seconds });
    return audio && { recording, info: audio.info, pcm: audio.pcm };
  };

  let contents: readonly (RecordingContent | undefined)[];
  try {
    contents = await Promise.all(corpus.recordings.map((recording) => limit(loadOne, recording)));
  } catch (error) {
    limit.clearQueue();
    throw error;
  }
  const recordings = contents.filter((content) => content !== undefined);
  if (recordings.length === 0) {
    const first = failures.get(corpus.recordings[0]!);
    throw new DatasetError(`${corpus.dir}: none of its ${total} recordings can be read; ${first}`);
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

function pick({ ffmpeg, signal }: LoadOptions): Pick<LoadOptions, 'ffmpeg' | 'signal'> {
  return { ...(ffmpeg !== undefined && { ffmpeg }), ...(signal && { signal }) };
}

function lostClasses(corpus: Corpus, recordings: readonly RecordingContent[]): string[] {
  const left = new Set(recordings.map(({ recording }) => recording.species));
  return corpus.classes
    .filter((name) => !left.has(name))
    .map((name) => `${corpus.dir}: none of the recordings of ${name} can be read; the class stays empty`);
}
