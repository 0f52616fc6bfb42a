import { dirname, sep } from 'node:path';
import type { Recording } from './find-recordings.js';
import type { Origin } from './types.js';

/** What a call sees of where a recording lies. */
export interface SeenSources {
  /** Whether it has read a metadata.csv for the recording. */
  readonly metadata: boolean;
  /** Names of the folders around the recording that it does not see. */
  readonly unseenFolders: readonly string[];
}

/** Names of the folders around a recording that a call does not see, because it names only folders further down. */
export function unseenFolders({ path, key }: Pick<Recording, 'path' | 'key'>): readonly string[] {
  const seen = key.split('/').length - 1;
  const folders = dirname(path).split(sep);
  return folders.slice(0, folders.length - seen);
}

/**
 * The origin of a recording that has a result: what this call finds, and what an earlier call found in a metadata.csv
 * or in the name of a folder that this one does not see.
 */
export function withEarlierOrigin(origin: Origin, earlier: Origin = {}, seen: SeenSources): Origin {
  const { warnings: _, ...values } = earlier;
  const ofMetadata = Object.entries(values).filter(([, { source }]) => source === 'metadata.csv' && !seen.metadata);
  const { site } = earlier;
  const nearer = origin.site?.source;
  const keepsFolder =
    site?.source === 'folder' &&
    seen.unseenFolders.includes(site.value) &&
    nearer !== 'metadata.csv' &&
    nearer !== 'folder';
  return { ...origin, ...(keepsFolder && { site }), ...Object.fromEntries(ofMetadata) };
}
