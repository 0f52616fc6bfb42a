/** What becomes of detections of something unknown: kept and marked, left out, or nothing else kept. */
export const UNKNOWN_CHOICES = ['report', 'hide', 'only'] as const;

export type UnknownChoice = (typeof UNKNOWN_CHOICES)[number];
