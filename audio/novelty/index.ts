/** Novelty: how strange a detection is, compared with held-out segments of its species. */
export { UNKNOWN_CHOICES, type UnknownChoice } from './names.js';
export { keptDistances, noveltyScale, type DistanceReference, type NoveltyScale } from './reference.js';
export { isKept, isUnknown, type NoveltyFilter } from './unknown.js';
