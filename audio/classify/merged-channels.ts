import { roundProbability } from './recording-tally.js';
import type { RecordingResult, SpeciesProbability } from './types.js';

/**
 * Merges the results of a recording's channels: detections in order of time, mean probabilities, and the seconds
 * without a signal of the channel that has the fewest.
 * @param results of one recording, one per channel; at least one
 */
export function mergedChannels(results: readonly RecordingResult[]): RecordingResult {
  return {
    ...results[0]!,
    secondsWithoutSignal: Math.min(...results.map(({ secondsWithoutSignal }) => secondsWithoutSignal)),
    species: meanRanking(results.filter(({ species }) => species.length > 0).map(({ species }) => species)),
    detections: results.flatMap(({ detections }) => detections).sort((a, b) => a.startSeconds - b.startSeconds),
    warnings: warningsByChannel(results),
  };
}

function meanRanking(rankings: readonly (readonly SpeciesProbability[])[]): readonly SpeciesProbability[] {
  const sums = new Map<string, number>();
  for (const { species, probability } of rankings.flat()) sums.set(species, (sums.get(species) ?? 0) + probability);
  return [...sums]
    .map(([species, sum]) => ({ species, probability: roundProbability(sum / rankings.length) }))
    .sort((a, b) => b.probability - a.probability);
}

/** Names the channel of a warning that does not concern all. */
function warningsByChannel(results: readonly RecordingResult[]): readonly string[] {
  const all = new Set(results.flatMap(({ warnings }) => warnings));
  return [...all].flatMap((warning) => {
    const concerned = results.flatMap(({ warnings }, index) => (warnings.includes(warning) ? [index + 1] : []));
    return concerned.length === results.length
      ? [warning]
      : concerned.map((channel) => `channel ${channel}: ${warning}`);
  });
}
