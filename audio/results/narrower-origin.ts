import type { OriginSource } from '../origin/names.js';
import type { Origin } from './types.js';

/** What the paths of a call decide: which folders name sites, and which metadata.csv is read. */
const OF_THE_CALL: ReadonlySet<OriginSource> = new Set(['metadata.csv', 'folder']);

/**
 * The origin of a recording of which a call names a folder further down, or a single file: it may see neither the
 * folder that names the site nor the metadata.csv that an earlier call has read. What they said stays.
 */
export function narrowerOrigin(origin: Origin, earlier: Origin = {}): Origin {
  const { warnings: _, ...values } = earlier;
  const kept = Object.entries(values).filter(([name, { source }]) => {
    const now = origin[name as keyof typeof values];
    return OF_THE_CALL.has(source) && !(now && OF_THE_CALL.has(now.source));
  });
  return { ...origin, ...Object.fromEntries(kept) };
}
