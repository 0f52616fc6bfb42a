import { macroRanking, type Ranking, rankingOf } from '../../src/eval/scores/index.js';
import { estimateOf, independentOutcomes } from './estimate.js';
import { createResampledRanking } from './resampled-ranking.js';
import type { GroupResamples } from './resample-groups.js';
import { groupsOf, recordingsWhere, type ReportTable } from './table.js';
import type { Estimate } from './types.js';

/** Average precision and AUROC, with intervals. */
export type RankingEstimate = Readonly<Record<keyof Ranking, Estimate>>;

const MEASURES = ['averagePrecision', 'auroc'] as const;

/** Rankings of one species: of all recordings, and of each resample. */
interface SpeciesRanking {
  readonly ranking: Ranking;
  /** NaN in resamples without recordings with the species, or without others. */
  readonly resampled: Readonly<Record<keyof Ranking, Float64Array>>;
  /** Independent outcomes that each measure is worth, if it is a fraction of them. */
  readonly independent: Readonly<Record<keyof Ranking, number>>;
}

/**
 * Ranks recordings by their scores for each species, and averages over the species.
 *
 * Rankings are no counts, but their variance is at most about that of a fraction of so many outcomes: for average
 * precision, the recordings with the species (Boyd, Eng and Page, "Area under the precision-recall curve", 2013); for
 * AUROC, those or the others, whichever are fewer (Birnbaum and Klose, "Bounds for the variance of the Mann-Whitney
 * statistic", 1957). The mean over species has the sum of their variances, divided by the square of their number; a
 * species of a single group counts as one outcome there.
 * @returns by species, null where all recordings hold it, or none; `macro` is null with fewer than two rankings
 */
export function estimateRankings(
  table: ReportTable,
  resamples: GroupResamples,
): { readonly bySpecies: readonly (RankingEstimate | null)[]; readonly macro: RankingEstimate | null } {
  const all = table.species.map((_, species) => rankSpecies(table, species, resamples));
  const known = all.filter((ranking) => ranking !== null);
  const bySpecies = all.map((ranking) =>
    ranking === null
      ? null
      : estimates((measure) =>
          estimateOf(ranking.ranking[measure], ranking.resampled[measure], ranking.independent[measure]),
        ),
  );
  const means = macroRanking(known.map(({ ranking }) => ranking));
  if (known.length < 2 || means === undefined) return { bySpecies, macro: null };
  const macro = estimates((measure) => {
    const rows = known.map(({ resampled }) => resampled[measure]);
    const inverse = known.reduce((sum, { independent }) => sum + 1 / Math.max(independent[measure], 1), 0);
    const independent = table.groupCount < 2 ? 0 : known.length ** 2 / inverse;
    return estimateOf(means[measure], meanOfKnown(rows, resamples.count), independent);
  });
  return { bySpecies, macro };
}

function rankSpecies(table: ReportTable, species: number, resamples: GroupResamples): SpeciesRanking | null {
  const present = recordingsWhere(table, (recording) => table.isPresent(recording, species));
  const absent = recordingsWhere(table, (recording) => !table.isPresent(recording, species));
  const scores = (recordings: readonly number[]): Float64Array =>
    Float64Array.from(recordings, (recording) => table.score(recording, species));
  const ranking = rankingOf(scores(present), scores(absent));
  if (ranking === undefined) return null;
  const resampled = {
    averagePrecision: new Float64Array(resamples.count),
    auroc: new Float64Array(resamples.count),
  };
  const rankResample = createResampledRanking(table, species, resamples);
  for (let index = 0; index < resamples.count; index++) {
    const { averagePrecision, auroc } = rankResample(index) ?? { averagePrecision: NaN, auroc: NaN };
    resampled.averagePrecision[index] = averagePrecision;
    resampled.auroc[index] = auroc;
  }
  const groups = groupsOf(table, present);
  return {
    ranking,
    resampled,
    independent: {
      averagePrecision: independentOutcomes({ outcomes: present.length, groups }),
      auroc: independentOutcomes({
        outcomes: Math.min(present.length, absent.length),
        groups: Math.min(groups, groupsOf(table, absent)),
      }),
    },
  };
}

function estimates(estimate: (measure: keyof Ranking) => Estimate): RankingEstimate {
  const [averagePrecision, auroc] = MEASURES.map(estimate) as [Estimate, Estimate];
  return { averagePrecision, auroc };
}

/** Means of the rows at each index, over the values that are known there. */
function meanOfKnown(rows: readonly Float64Array[], length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => {
    let [sum, known] = [0, 0];
    for (const row of rows) {
      if (Number.isNaN(row[index])) continue;
      sum += row[index]!;
      known++;
    }
    return sum / known;
  });
}
