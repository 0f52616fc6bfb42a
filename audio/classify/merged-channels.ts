import { roundProbability } from './recording-tally.js';
import type { RecordingResult, SpeciesResult } from '../results/index.js';

/**
 * Merges the results of a recording's channels: detections in order of time, means and maxima of the probabilities, and
 * the seconds without a signal of the channel that has the fewest.
 * @param results of one recording, one per channel; at least one
 * @param rankBy measure by which the species are ranked
 */
export function mergedChannels(
  results: readonly RecordingResult[],
  rankBy: 'probability' | 'maxProbability',
): RecordingResult {
  const { secondsWithoutSignal: _, spansWithoutSignal: __, ...first } = results[0]!;
  const fewest = results.reduce((a, b) => (b.secondsWithoutSignal < a.secondsWithoutSignal ? b : a));
  return {
    ...first,
    secondsWithoutSignal: fewest.secondsWithoutSignal,
    ...(fewest.spansWithoutSignal && { spansWithoutSignal: fewest.spansWithoutSignal }),
    species: mergedSpecies(results.filter(({ species }) => species.length > 0).map(({ species }) => species)).sort(
      (a, b) => b[rankBy] - a[rankBy],
    ),
    detections: results.flatMap(({ detections }) => detections).sort((a, b) => a.startSeconds - b.startSeconds),
    warnings: warningsByChannel(results),
  };
}

/** Seconds are those of the channel with most: detections of the same song in both overlap. */
function mergedSpecies(channels: readonly (readonly SpeciesResult[])[]): SpeciesResult[] {
  const names = new Set(channels.flat().map(({ species }) => species));
  return [...names].map((species) => {
    const results = channels.flat().filter((result) => result.species === species);
    return {
      species,
      probability: roundProbability(results.reduce((sum, { probability }) => sum + probability, 0) / channels.length),
      maxProbability: Math.max(...results.map(({ maxProbability }) => maxProbability)),
      seconds: Math.max(...results.map(({ seconds }) => seconds)),
      detections: results.reduce((sum, { detections }) => sum + detections, 0),
    };
  });
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
