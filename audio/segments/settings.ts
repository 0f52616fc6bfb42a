import { ConfigError } from '../../src/errors.js';

/** How the samples of a segment are brought to one scale. */
export type Normalisation =
  /** As recorded, full scale ±1. */
  | { readonly kind: 'none' }
  /**
   * Zero mean and unit variance in every segment. A standard deviation below `floor` (default 1e-4, −80 dB) counts as the floor, so that
   * silence stays silence.
   */
  | { readonly kind: 'segment'; readonly floor?: number }
  /** Zero mean and unit variance over the whole data set: (x − mean) / std. */
  | { readonly kind: 'dataset'; readonly mean: number; readonly std: number };

/** How recordings are cut up. Plain JSON: saved with a model, so that it hears what it was trained on. */
export interface SegmentSettings {
  readonly sampleRateHz: number;
  readonly segmentSeconds: number;
  /** Share of a segment that the next one repeats, in [0, 1). */
  readonly overlap: number;
  readonly normalisation: Normalisation;
}

/** The paper's: 500 ms at 44.1 kHz with 90% overlap, which is 22,050 samples every 2,205. */
export const DEFAULT_SEGMENTS: SegmentSettings = {
  sampleRateHz: 44_100,
  segmentSeconds: 0.5,
  overlap: 0.9,
  normalisation: { kind: 'segment' },
};

/** The same in samples. */
export interface SegmentGeometry {
  readonly length: number;
  /** From the start of one segment to the start of the next. */
  readonly hop: number;
}

/**
 * Segment length and hop in samples.
 * @throws ConfigError naming the setting that is out of range
 */
export function segmentGeometry(settings: SegmentSettings): SegmentGeometry {
  const { sampleRateHz, segmentSeconds, overlap, normalisation } = settings;
  const check = (name: string, value: number, right: boolean, expected: string): void => {
    if (!right) throw new ConfigError(`${name} must be ${expected}, got ${value}`);
  };
  check('sampleRateHz', sampleRateHz, Number.isInteger(sampleRateHz) && sampleRateHz > 0, 'a positive whole number');
  check('segmentSeconds', segmentSeconds, segmentSeconds > 0 && segmentSeconds < 3600, 'above 0 and below an hour');
  check('overlap', overlap, overlap >= 0 && overlap < 1, 'at least 0 and below 1');
  if (normalisation.kind === 'dataset') {
    check('normalisation.mean', normalisation.mean, Number.isFinite(normalisation.mean), 'finite');
    check('normalisation.std', normalisation.std, normalisation.std > 0, 'positive');
  } else if (normalisation.kind === 'segment' && normalisation.floor !== undefined) {
    check('normalisation.floor', normalisation.floor, normalisation.floor > 0, 'positive');
  }
  const length = Math.max(1, Math.round(segmentSeconds * sampleRateHz));
  return { length, hop: Math.max(1, Math.round(length * (1 - overlap))) };
}

/**
 * Number of segments that begin at most so many seconds after another one, without it.
 * @throws ConfigError if the time is above 0, and none does
 */
export function contextSegmentCount(seconds: number, settings: SegmentSettings): number {
  const hopSeconds = segmentGeometry(settings).hop / settings.sampleRateHz;
  const count = Math.floor(seconds / hopSeconds + 1e-9);
  if (seconds > 0 && count === 0) {
    throw new ConfigError(`a context of ${seconds} s holds no other segment: they begin every ${hopSeconds} s`);
  }
  return count;
}

/**
 * Number of segments in a recording: as many as fit; one, filled up with silence, if the recording is shorter than a segment. What is left
 * over at the end is shorter than a hop.
 */
export function segmentCount(samples: number, { length, hop }: SegmentGeometry): number {
  if (samples === 0) return 0;
  return samples < length ? 1 : Math.floor((samples - length) / hop) + 1;
}

/** First sample of every segment. */
export function segmentStarts(samples: number, geometry: SegmentGeometry): number[] {
  return Array.from({ length: segmentCount(samples, geometry) }, (_, i) => i * geometry.hop);
}
