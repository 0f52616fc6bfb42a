import type { Evaluation } from '../../src/eval/scores/index.js';
import type { SegmentMeasures } from './types.js';

/** Takes the measures of segments from an evaluation. @param species of the report, in its order */
export function segmentMeasures(evaluation: Evaluation, species: readonly string[]): SegmentMeasures {
  const { segments, segmentAccuracy, segmentRanking, perClass } = evaluation;
  return {
    segments,
    accuracy: segmentAccuracy,
    ...segmentRanking,
    bySpecies: species.map((name) => perClass.find((own) => own.class === name)?.segmentRanking ?? null),
  };
}
