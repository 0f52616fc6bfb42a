import type { Ranking } from '../../src/eval/scores/index.js';
import type { GroupResamples } from './resample-groups.js';
import type { ReportTable } from './table.js';

/**
 * Prepares the ranking of recordings by their scores for a species in resamples: `rankingOf` with each recording as
 * often as its group was drawn. Sorts once, so that a resample takes one pass.
 * @returns ranking of the resample with an index; undefined if it has no recording with the species, or no other
 */
export function createResampledRanking(
  table: ReportTable,
  species: number,
  { draws, groupCount }: GroupResamples,
): (resample: number) => Ranking | undefined {
  const order = table.recordings.map((_, recording) => recording);
  order.sort((a, b) => table.score(b, species) - table.score(a, species));
  const groups = Uint32Array.from(order, (recording) => table.groupOf[recording]!);
  const isPresent = Uint8Array.from(order, (recording) => (table.isPresent(recording, species) ? 1 : 0));
  const isLastOfScore = Uint8Array.from(order, (recording, i) =>
    i + 1 < order.length && table.score(recording, species) === table.score(order[i + 1]!, species) ? 0 : 1,
  );
  return (resample) => {
    const start = resample * groupCount;
    let [found, wrong, foundAbove, wrongAbove] = [0, 0, 0, 0];
    let [precisions, pairsOutOfOrder] = [0, 0];
    for (let i = 0; i < groups.length; i++) {
      const times = draws[start + groups[i]!]!;
      if (isPresent[i]) found += times;
      else wrong += times;
      // Equal scores pass a threshold together.
      if (!isLastOfScore[i]) continue;
      const gained = found - foundAbove;
      if (gained > 0) {
        precisions += (gained * found) / (found + wrong);
        pairsOutOfOrder += (gained * (wrongAbove + wrong)) / 2;
      }
      foundAbove = found;
      wrongAbove = wrong;
    }
    if (found === 0 || wrong === 0) return undefined;
    return { averagePrecision: precisions / found, auroc: 1 - pairsOutOfOrder / (found * wrong) };
  };
}
