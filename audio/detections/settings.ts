import { z } from 'zod';
import { NO_CALIBRATION } from './calibration.js';
import { CAUTIOUS_THRESHOLD } from './thresholds.js';

const fraction = z.number().min(0).max(1);

/** How the scores of segments become detections: the `detection` group of a configuration. */
export const detectionGroup = z
  .strictObject({
    /** Each segment's scores are averaged with those of all segments that start within this many seconds of it. */
    contextSeconds: z.number().min(0).max(3600).default(0),
    /** Weights these means by loudness. */
    byLoudness: z.boolean().default(false),
    /** A detection lasts as long as its species stays above this fraction of its threshold. Sigmoid outputs only. */
    continueRatio: fraction.default(1),
    /** Shorter detections are dropped. Sigmoid outputs only. */
    minSeconds: z.number().min(0).default(0),
    /** Target precision, by recording: of those in which a species is detected, the fraction that contains it. */
    precision: z.number().min(0.5).lt(1).default(0.9),
  })
  .prefault({});

/** The `detection` group, validated, with defaults filled in. */
export type DetectionConfig = z.output<typeof detectionGroup>;

const modelThresholds = {
  /** By species, where there is enough evidence. */
  thresholds: z.record(z.string(), fraction),
  /** For all other species. */
  defaultThreshold: fraction,
};

/** Key `detection` of a model's manifest: how to detect with it, from predictions of held-out recordings. */
const detectionSettings = z.object({
  ...modelThresholds,
  contextSeconds: z.number(),
  byLoudness: z.boolean(),
  continueRatio: fraction,
  minSeconds: z.number(),
  precision: z.number(),
  calibration: z.object({ slope: z.number(), offset: z.number() }),
  /** Thresholds for other precisions. Models of earlier versions have none. */
  operatingPoints: z.array(z.object({ precision: fraction, ...modelThresholds })).default([]),
  /** Held-out recordings that calibration and thresholds are made from. */
  recordings: z.int().min(0),
});

export type DetectionSettings = Readonly<z.output<typeof detectionSettings>>;

/** Threshold where classes exclude each other: the top class has at least half of the probability. */
export const SOFTMAX_THRESHOLD = 0.5;

/** Settings of a model that was not calibrated. */
export function uncalibrated(config: DetectionConfig, defaultThreshold = CAUTIOUS_THRESHOLD): DetectionSettings {
  return {
    ...config,
    ...{ calibration: NO_CALIBRATION, thresholds: {}, defaultThreshold, operatingPoints: [], recordings: 0 },
  };
}

/** Parses the `detection` of a manifest; undefined if it is absent or damaged. */
export function parseDetectionSettings(value: unknown): DetectionSettings | undefined {
  return detectionSettings.safeParse(value).data;
}
