/**
 * Names of files, keys and tensors in an older version, and their current names. Applied in order to the names of the
 * older version, so that two versions are compared under current names.
 */
export const RENAMED: readonly (readonly [before: RegExp, now: string])[] = [
  [/validationShare$/, 'validationFraction'],
  [/labelledShare$/, 'labelledFraction'],
  [/rowsAtOnce$/, 'microBatchSize'],
  [/heardInTraining$/, 'usedForTraining'],
  [/(classify\.ndjson.*\.)segments\./, '$1detections.'],
  [/told apart/, '1-NN accuracy'],
  [/(\.csv: .*)sure$/, '$1confident'],
  [/to training/, 'training distance'],
];

/** Names that are no longer written. */
export const REMOVED: readonly RegExp[] = [];

/** Keys whose values depend on time or version, not on the computation. */
export const NOT_COMPARED = new RegExp(
  String.raw`(^|\.)(seconds|elapsedSeconds|etaSeconds|secondsPerStep|examplesPerSecond|` +
    String.raw`versions\..*|formatVersion|seconds_per_step)$`,
);

/** Returns the current name for an older one. */
export function currentName(name: string): string {
  return RENAMED.reduce((text, [before, now]) => text.replace(before, now), name);
}
