import { createHash } from 'node:crypto';
import { type ChannelChoice, DEFAULT_MIN_PROBABILITY } from './names.js';
import type { ModelIdentity } from './types.js';

/** Options that affect a result. */
export interface ResultSettings {
  readonly minProbability?: number;
  readonly top?: number;
  readonly byLoudness?: boolean;
  readonly contextSeconds?: number;
  readonly channel?: ChannelChoice;
}

/** Changes whenever a new version makes other results of the same recording, which is then classified again. */
const RESULTS_VERSION = 2;

/** Hashes everything that affects a result except the recording: the model and the settings. */
export function settingsHash(
  { fingerprint }: Pick<ModelIdentity, 'fingerprint'>,
  { minProbability = DEFAULT_MIN_PROBABILITY, top, byLoudness, contextSeconds = 0, channel = 'mean' }: ResultSettings,
): string {
  const text = JSON.stringify([
    RESULTS_VERSION,
    fingerprint,
    minProbability,
    top ?? null,
    ...(byLoudness ? ['by loudness'] : []),
    ...(contextSeconds > 0 ? [`context ${contextSeconds}`] : []),
    ...(channel === 'mean' ? [] : [`channel ${channel}`]),
  ]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Describes how results were made, for people and programs. */
export function describeAnalysis(
  model: ModelIdentity,
  {
    minProbability = DEFAULT_MIN_PROBABILITY,
    top,
    byLoudness = false,
    contextSeconds = 0,
    channel = 'mean',
  }: ResultSettings,
) {
  return { model, settings: { minProbability, byLoudness, contextSeconds, channel, top: top ?? null } };
}
