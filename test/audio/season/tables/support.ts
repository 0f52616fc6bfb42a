import type { AllResults, FailedRecording, Origin, RecordingResult } from '#audio/results/index.js';
import type { LeftOut } from '#audio/files/index.js';

export const MODEL = { name: 'birds', fingerprint: '0123456789abcdef'.repeat(4) };

/** An origin in Berlin, in summer. */
export function originAt(local: string, more: Partial<Origin> = {}): Origin {
  const utc = new Date(Date.parse(`${local}+02:00`)).toISOString();
  return {
    start: {
      ...{ local, utcOffset: '+02:00', utc, timezone: 'Europe/Berlin', source: 'file name' as const },
      offsetSource: 'timezone',
    },
    site: { value: 'Bog', source: 'folder' },
    ...more,
  };
}

/** A result with detections of these species, a second each, from second to second. */
export function resultOf(
  file: string,
  species: readonly string[],
  more: Partial<RecordingResult> = {},
): RecordingResult {
  return {
    ...{ file, durationSeconds: 60, sampleRateHz: 48_000, secondsWithoutSignal: 0, warnings: [], model: MODEL },
    species: [{ species: 'Parus_major', probability: 0.1, maxProbability: 0.2, seconds: 0, detections: 0 }],
    detections: species.map((name, index) => ({
      ...{ species: name, startSeconds: index, endSeconds: index + 1 },
      ...{ probability: 0.8, maxProbability: 0.9, segmentCount: 11 },
    })),
    ...more,
  };
}

/** What a results folder gives to those who summarise it. */
export function resultsIn(
  folder: string,
  results: readonly RecordingResult[],
  { failed = [], leftOut = [] }: { failed?: readonly FailedRecording[]; leftOut?: readonly LeftOut[] } = {},
): AllResults {
  const settings = {
    threshold: null,
    thresholds: {},
    precision: null,
    byLoudness: null,
    contextSeconds: null,
  } as const;
  return {
    ...{ folder, failed, leftOut },
    analysis: {
      model: MODEL,
      bandHz: { lowHz: 1_000, highHz: 11_000 },
      settings: { ...settings, unknown: null, channel: 'mean', top: null },
      thresholds: { Parus_major: 0.7, 'Strix aluco': 0.65 },
    },
    async *recordings() {
      for (const result of results) yield await Promise.resolve({ key: result.file, path: `/${result.file}`, result });
    },
  };
}
