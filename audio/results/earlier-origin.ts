import type { Origin } from './types.js';

/** What a call sees of where a recording lies. */
export interface SeenSources {
  /** Whether it has read a metadata.csv for the recording. */
  readonly metadata: boolean;
  /** Whether it sees all folders around the recording that the earlier call saw. One that names fewer sees less. */
  readonly folders: boolean;
}

/**
 * The origin of a finished recording: what this call finds, and what an earlier call found in a metadata.csv or in the
 * name of a folder that this one does not see.
 */
export function withEarlierOrigin(origin: Origin, earlier: Origin = {}, seen: SeenSources): Origin {
  const { warnings: _, ...values } = earlier;
  const kept = Object.entries(values).filter(([name, { source }]) => {
    if (source === 'metadata.csv') return !seen.metadata;
    const now = origin[name as keyof typeof values]?.source;
    return source === 'folder' && !seen.folders && now !== 'metadata.csv' && now !== 'folder';
  });
  return { ...origin, ...Object.fromEntries(kept) };
}
