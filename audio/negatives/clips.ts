import { CLIP_FOLDER } from '../../src/package.js';
import { type Clip, decodeClips } from './decode-clips.js';

/**
 * Returns the recordings without birds that ship with Lyrebird: rain, sea waves, crackling fire, chainsaws and
 * helicopters, 5 to 7.3 s each. They are decoded on the first call with a rate, and kept for the next.
 * @param sampleRateHz rate of the samples, a whole number
 * @throws DatasetError if a file is missing or damaged; the message names it
 */
export async function loadClips(sampleRateHz: number): Promise<readonly Clip[]> {
  let clips = cache.get(sampleRateHz);
  if (clips === undefined) {
    clips = decodeClips(CLIP_FOLDER, sampleRateHz);
    cache.set(sampleRateHz, clips);
    // A later call tries again.
    clips.catch(() => cache.delete(sampleRateHz));
  }
  return clips;
}
const cache = new Map<number, Promise<readonly Clip[]>>();
