import type { FileHandle } from 'node:fs/promises';
import { readWavChunks, type ChunkContent } from '../decode/index.js';
import { BEXT_BYTES, readBext } from './bext.js';
import type { Finding } from './finding.js';
import { readGuano } from './guano.js';
import { readListInfo } from './list-info.js';
import { readWamd } from './wamd.js';

/** Bytes that are read of a chunk. Recorders write a few kilobytes; GUANO in Anabat files is at most this long. */
const TEXT_BYTES = 1 << 16;
const LIMITS = { 'fmt ': 8, guan: TEXT_BYTES, wamd: TEXT_BYTES, bext: BEXT_BYTES, LIST: TEXT_BYTES };

/**
 * Reads what recorders write into WAV files. Costs a bounded number of bytes and no error, whatever the file holds.
 * @returns nothing for files that are not WAV
 */
export async function readChunkFindings(handle: FileHandle): Promise<Finding[]> {
  const wav = await readWavChunks(handle, LIMITS);
  if (!wav) return [];
  const { chunks, bigEndian } = wav;
  const sampleRateHz = sampleRateOf(chunks, bigEndian);
  const seen = new Set<string>();
  return chunks.flatMap((chunk) => {
    // A second LIST chunk may be of another type; of the others, the first counts.
    if (seen.has(chunk.id) && chunk.id !== 'LIST') return [];
    seen.add(chunk.id);
    const missing = Math.min(chunk.size, LIMITS[chunk.id as keyof typeof LIMITS]) - chunk.bytes.length;
    const problem = `announces ${chunk.size} bytes, and the file ends after ${chunk.bytes.length}`;
    return findingsOf(chunk, bigEndian, sampleRateHz).map((finding) =>
      missing > 0 ? { ...finding, problems: [...(finding.problems ?? []), problem] } : finding,
    );
  });
}

function findingsOf({ id, bytes, size }: ChunkContent, bigEndian: boolean, sampleRateHz?: number): readonly Finding[] {
  if (id === 'guan') return [readGuano(bytes)];
  if (id === 'wamd') return [readWamd(bytes, size)];
  if (id === 'bext') return readBext(bytes, bigEndian, sampleRateHz);
  return id === 'LIST' ? readListInfo(bytes, bigEndian) : [];
}

function sampleRateOf(chunks: readonly ChunkContent[], bigEndian: boolean): number | undefined {
  const bytes = chunks.find(({ id }) => id === 'fmt ')?.bytes;
  if (!bytes || bytes.length < 8) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, !bigEndian);
}
