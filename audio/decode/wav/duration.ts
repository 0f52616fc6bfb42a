import { open } from 'node:fs/promises';
import { sniff } from '../sniff.js';
import { readWavHeader } from './header.js';
import { readerOf } from './read.js';

/**
 * Reads how long a recording is from the header of its WAV file: some hundred bytes.
 * @returns seconds; undefined if it is no WAV file of uncompressed samples, or cannot be read
 */
export async function wavDuration(file: string): Promise<number | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    const readAt = readerOf(handle);
    if (!stats.isFile() || sniff(await readAt(0, 512)) !== 'wav') return undefined;
    const { sampleFormat, dataBytes, blockAlign, sampleRateHz } = await readWavHeader(readAt, file, stats.size);
    const seconds = dataBytes / blockAlign / sampleRateHz;
    return sampleFormat && Number.isFinite(seconds) ? seconds : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
