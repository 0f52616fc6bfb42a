import { inOrder } from '../../src/concurrency.js';
import { readContentSample } from '../files/index.js';
import type { Corpus, CorpusRecording } from './scan.js';

/** Files that are read at a time. */
const PARALLEL = 4;

/**
 * Identifies the content of a file, whatever its name: its size, and a hash of its first, middle and last bytes.
 * @returns undefined if it cannot be read
 */
export async function contentHash(path: string): Promise<string | undefined> {
  const found = await readContentSample(path).catch(() => undefined);
  return found && `${found.size}-${found.sample}`;
}

/**
 * Adds the content hashes to the recordings of a corpus, as far as their files can be read.
 * @throws the signal's reason
 */
export async function withContentHashes(corpus: Corpus, signal?: AbortSignal): Promise<Corpus> {
  const recordings: CorpusRecording[] = [];
  const hashed = async (recording: CorpusRecording): Promise<CorpusRecording> => {
    const hash = await contentHash(recording.path);
    return hash === undefined ? recording : { ...recording, contentHash: hash };
  };
  const reading = inOrder(corpus.recordings, hashed, { width: PARALLEL, ...(signal && { signal }) });
  for await (const recording of reading) recordings.push(recording);
  return { ...corpus, recordings };
}
