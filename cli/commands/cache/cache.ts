import { cacheContents, clearCache, namedDecodedCache } from '../../../audio/corpus/index.js';
import type { CommonOptions } from '../../options/common-options.js';
import { plural } from '../../ui/words.js';
import { results } from '../../ui/streams.js';

/** Options of `lyrebird cache`. */
export interface CacheFlags extends CommonOptions {
  readonly clear?: true;
  readonly json?: true;
}

/** Runs the command. @returns the exit code */
export async function cache({ clear, json }: CacheFlags): Promise<number> {
  const kept = namedDecodedCache();
  if (kept === undefined) {
    await results.write(json ? '{"folder":null}\n' : 'No decoded recordings are kept: LYREBIRD_CACHE is empty.\n');
    return 0;
  }
  const { folder, limitBytes } = kept;
  const { recordings, bytes } = clear ? await clearCache(kept) : await cacheContents(kept);
  if (json) {
    await results.write(`${JSON.stringify({ folder, limitBytes, recordings, bytes, cleared: clear ?? false })}\n`);
    return 0;
  }
  const amount = `${plural(recordings, 'decoded recording')}, ${gigabytes(bytes)}`;
  await results.write(
    clear ? `${folder}: deleted ${amount}\n` : `${folder}: ${amount} of at most ${gigabytes(limitBytes)}\n`,
  );
  return 0;
}

function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
