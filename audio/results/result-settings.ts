import { createHash } from 'node:crypto';
import type { UnknownChoice } from '../novelty/names.js';
import type { ChannelChoice } from '../classify/names.js';
import type { Band, ModelIdentity } from './types.js';

/** Options that affect a result, where given: the model decides the others. */
export interface ResultSettings {
  readonly threshold?: number;
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly precision?: number;
  /** Number of species that files list; results have all. */
  readonly top?: number;
  readonly byLoudness?: boolean;
  readonly contextSeconds?: number;
  readonly unknown?: UnknownChoice;
  readonly channel?: ChannelChoice;
}

/** Changes whenever a new version makes other results of the same recording, which is then classified again. */
const RESULTS_VERSION = 5;

/** Earlier versions hashed `top` as well; results with more are classified again. */
const MOST_TOP = 1000;

/** Hashes everything that affects a result except the recording: the model and the settings. */
export function settingsHash(model: Pick<ModelIdentity, 'fingerprint'>, settings: ResultSettings): string {
  return hashWithTop(model, settings, undefined);
}

/**
 * Returns a function that maps the hash of a stored result to the one that the same settings have now; those of other
 * settings stay.
 */
export function createHashUpdate(
  model: Pick<ModelIdentity, 'fingerprint'>,
  settings: ResultSettings,
): (hash: string) => string {
  const now = settingsHash(model, settings);
  let earlier: Set<string> | undefined;
  return (hash) => {
    if (hash === now) return now;
    earlier ??= new Set(Array.from({ length: MOST_TOP }, (_, index) => hashWithTop(model, settings, index + 1)));
    return earlier.has(hash) ? now : hash;
  };
}

/** @param top undefined: as this version hashes */
function hashWithTop(
  { fingerprint }: Pick<ModelIdentity, 'fingerprint'>,
  { threshold, thresholds = {}, precision, byLoudness, contextSeconds, unknown, channel = 'mean' }: ResultSettings,
  top: number | undefined,
): string {
  const bySpecies = Object.entries(thresholds).sort(([a], [b]) => (a < b ? -1 : 1));
  const given = { threshold, bySpecies, precision, top, byLoudness, contextSeconds, unknown, channel };
  const text = JSON.stringify([RESULTS_VERSION, fingerprint, given]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Probability from which each species of a model is detected. */
export type SpeciesThresholds = Readonly<Record<string, number>>;

/** How results were made. */
export interface AnalysisDescription {
  readonly model: ModelIdentity;
  /** Frequencies that the model hears. */
  readonly bandHz: Band;
  /** As `ResultSettings`; null: as the model says. */
  readonly settings: {
    readonly threshold: number | null;
    readonly thresholds: Readonly<Record<string, number>>;
    readonly precision: number | null;
    readonly byLoudness: boolean | null;
    readonly contextSeconds: number | null;
    readonly unknown: UnknownChoice | null;
    readonly channel: ChannelChoice;
    readonly top: number | null;
  };
  /** The thresholds that follow from the settings and the model; absent if they are not known. */
  readonly thresholds?: SpeciesThresholds;
}

/**
 * Describes how results were made, for people and programs; null: as the model says.
 * @param applied the thresholds that follow from the settings and the model
 */
export function describeAnalysis(
  { model, bandHz }: Pick<AnalysisDescription, 'model' | 'bandHz'>,
  { threshold, thresholds = {}, precision, top, byLoudness, contextSeconds, unknown, channel = 'mean' }: ResultSettings,
  applied?: SpeciesThresholds,
): AnalysisDescription {
  const settings = {
    threshold: threshold ?? null,
    thresholds,
    precision: precision ?? null,
    byLoudness: byLoudness ?? null,
    contextSeconds: contextSeconds ?? null,
    unknown: unknown ?? null,
    channel,
    top: top ?? null,
  };
  return { model, bandHz, settings, ...(applied && { thresholds: applied }) };
}
