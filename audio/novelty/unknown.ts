import type { UnknownChoice } from './names.js';
import type { NoveltyScale } from './reference.js';

/** A detection with a novelty above this is one of something unknown: of 20 held-out segments, one is. */
const UNKNOWN_ABOVE = 0.95;

/** Novelty of detections, and which are kept. */
export interface NoveltyFilter {
  readonly scale: NoveltyScale;
  readonly unknown: UnknownChoice;
}

/** Whether something so strange counts as unknown. */
export function isUnknown(novelty: number): boolean {
  return novelty > UNKNOWN_ABOVE;
}

/** Whether a detection is kept. */
export function isKept(novelty: number, unknown: UnknownChoice): boolean {
  return unknown === 'report' || isUnknown(novelty) === (unknown === 'only');
}
