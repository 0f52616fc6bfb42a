import { ConfigError } from '../../src/errors.js';
import type { BackgroundKind } from './backgrounds.js';

/** Settings that a corpus and duets share. */
export interface RecordingSettings {
  readonly seed: number;
  readonly secondsPerRecording: number;
  readonly sampleRateHz: number;
  readonly backgrounds: BackgroundKind;
}

export const RECORDING_DEFAULTS: RecordingSettings = {
  seed: 1,
  secondsPerRecording: 5,
  sampleRateHz: 44_100,
  backgrounds: 'formula',
};

/** Returns options with defaults in place of absent ones, in the order of the defaults, without anything else. */
export function withDefaults<S extends object>(
  defaults: S,
  options: { readonly [K in keyof S]?: S[K] | undefined },
): S {
  const settings = Object.entries(defaults).map(([key, value]) => [key, options[key as keyof S] ?? (value as unknown)]);
  return Object.fromEntries(settings) as S;
}

/**
 * Checks that a setting is a whole number.
 * @throws ConfigError if it is not, or is below the minimum
 */
export function checkWhole(name: string, value: number, minimum: number): void {
  check(name, value, Number.isInteger(value) && value >= minimum, `a whole number of at least ${minimum}`);
}

/**
 * Checks the settings that a corpus and duets share.
 * @throws ConfigError if one is out of range; the message names it
 */
export function checkRecordingSettings(settings: RecordingSettings): void {
  const { seed, sampleRateHz, secondsPerRecording: seconds, backgrounds } = settings;
  checkWhole('seed', seed, 0);
  checkWhole('sampleRateHz', sampleRateHz, 16_000);
  check('secondsPerRecording', seconds, seconds >= 0.5 && seconds <= 3_600, 'from 0.5 to 3600');
  check('backgrounds', backgrounds, ['formula', 'clips'].includes(backgrounds), 'formula or clips');
}

function check(name: string, value: number | string, valid: boolean, expected: string): void {
  if (!valid) throw new ConfigError(`${name} must be ${expected}, got ${value}`);
}

/**
 * Formats settings for README.txt. The default background is left out: folders that were written before there were
 * others stay recognised.
 */
export function settingsText({ backgrounds, ...settings }: RecordingSettings): string {
  return `settings: ${JSON.stringify(backgrounds === 'formula' ? settings : { ...settings, backgrounds })}`;
}
