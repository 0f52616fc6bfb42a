import type { RecordingResult } from './types.js';

/** All warnings about a recording: of its sound, and of when and where it was made. */
export function warningsOf({ warnings, origin }: Pick<RecordingResult, 'warnings' | 'origin'>): readonly string[] {
  // Results of earlier versions have the latter among the former.
  return [...new Set([...warnings, ...(origin?.warnings ?? [])])];
}
