/**
 * What is called otherwise in a later version: file, key or tensor of the older one, and what it is now. Applied in order to the older names,
 * so that a comparison of two versions goes by today's names.
 */
export const RENAMED: readonly (readonly [before: RegExp, now: string])[] = [];

/**
 * What a later version does not write any more, by its older name: settings of another kind of task than the run's, which an earlier version wrote
 * with their usual values.
 */
export const GONE: readonly RegExp[] = [
  /(config|settings)\.(audio\.|data\.validationFraction$|generator\.(filters|filterLength|stride)$)/,
];

/** Keys whose numbers are of the clock, of a place or of a version, not of the work. */
export const NOT_COMPARED =
  /(^|\.)(seconds|elapsedSeconds|etaSeconds|secondsPerStep|examplesPerSecond|versions\..*|formatVersion|seconds_per_step)$/;

/** The older name as it would be today. */
export function today(name: string): string {
  return RENAMED.reduce((text, [before, now]) => text.replace(before, now), name);
}
