import { ConfigError } from '../../src/errors.js';

/** Normalisation of the samples of a segment. */
export type Normalisation =
  /** As recorded, full scale ±1. */
  | { readonly kind: 'none' }
  /**
   * Zero mean and unit variance per segment. Standard deviations below `floor` (default 1e-4, −80 dB) count as
   * `floor`, so that silence is not amplified to unit variance.
   */
  | { readonly kind: 'segment'; readonly floor?: number }
  /** Zero mean and unit variance over the whole data set: (x − mean) / std. */
  | { readonly kind: 'dataset'; readonly mean: number; readonly std: number };

/**
 * How recordings are segmented and normalised. Plain JSON, saved with a model, so that
 * classification matches training.
 */
export interface SegmentSettings {
  readonly sampleRateHz: number;
  readonly segmentSeconds: number;
  /** Fraction of a segment that overlaps with the next one, in [0, 1). */
  readonly overlap: number;
  readonly normalisation: Normalisation;
}

/** The paper's settings: 500 ms at 44.1 kHz with 90% overlap, or 22,050 samples every 2,205. */
export const DEFAULT_SEGMENTS: SegmentSettings = {
  sampleRateHz: 44_100,
  segmentSeconds: 0.5,
  overlap: 0.9,
  normalisation: { kind: 'segment' },
};

/** Segment length and hop in samples. */
export interface SegmentGeometry {
  readonly length: number;
  /** Distance between the starts of consecutive segments. */
  readonly hop: number;
}

/**
 * Converts segment length and overlap to samples.
 * @throws ConfigError if a setting is out of range; the message names it
 */
export function segmentGeometry(settings: SegmentSettings): SegmentGeometry {
  const { sampleRateHz, segmentSeconds, overlap, normalisation } = settings;
  const check = (name: string, value: number, valid: boolean, expected: string): void => {
    if (!valid) throw new ConfigError(`${name} must be ${expected}, got ${value}`);
  };
  check('sampleRateHz', sampleRateHz, Number.isInteger(sampleRateHz) && sampleRateHz > 0, 'a positive whole number');
  check('segmentSeconds', segmentSeconds, segmentSeconds > 0 && segmentSeconds < 3600, 'above 0 and below 3600');
  check('overlap', overlap, overlap >= 0 && overlap < 1, 'at least 0 and below 1');
  if (normalisation.kind === 'dataset') {
    check('normalisation.mean', normalisation.mean, Number.isFinite(normalisation.mean), 'finite');
    check('normalisation.std', normalisation.std, isDivisor(normalisation.std), 'above 1e-38');
  } else if (normalisation.kind === 'segment' && normalisation.floor !== undefined) {
    check('normalisation.floor', normalisation.floor, isDivisor(normalisation.floor), 'above 1e-38');
  }
  const length = Math.max(1, Math.round(segmentSeconds * sampleRateHz));
  return { length, hop: Math.max(1, Math.round(length * (1 - overlap))) };
}

/** Whether a number is positive, and its inverse a float32. */
function isDivisor(value: number): boolean {
  return value > 0 && Number.isFinite(Math.fround(1 / value));
}

/**
 * Returns the number of segments on each side whose starts are within `seconds` of a segment's start.
 * @throws ConfigError if `seconds` is above 0 but shorter than the hop
 */
export function contextSegmentCount(seconds: number, settings: SegmentSettings): number {
  const hopSeconds = segmentGeometry(settings).hop / settings.sampleRateHz;
  const count = Math.floor(seconds / hopSeconds + 1e-9);
  if (seconds > 0 && count === 0) {
    throw new ConfigError(
      `a context of ${seconds} s contains no neighbouring segment: segments start every ${hopSeconds} s`,
    );
  }
  return count;
}

/**
 * Returns the number of segments that fit into a recording. A recording shorter than a segment has one, padded with
 * silence. The unused remainder at the end is shorter than a hop.
 */
export function segmentCount(samples: number, { length, hop }: SegmentGeometry): number {
  if (samples === 0) return 0;
  return samples < length ? 1 : Math.floor((samples - length) / hop) + 1;
}
