import type { ReportTable } from './table.js';
import type { ReportCard, SpeciesReport } from './types.js';

/**
 * Counts for which species the recordings of each are taken: the one with the highest score. In a recording with
 * several species, the others are left out: that B is heard too does not mean that A is taken for it. So what stands
 * off the diagonal is a mistake. Recordings in which nothing scores above 0 are in no column.
 * @returns a row by species, then one of background: of zeros without such recordings
 */
export function confusionOf(table: ReportTable): ReportCard['confusion'] {
  const { species } = table;
  const counts = Array.from({ length: species.length + 1 }, () => new Array<number>(species.length).fill(0));
  const add = (row: number, column: number): void => {
    if (column >= 0) counts[row]![column]!++;
  };
  table.recordings.forEach((_, recording) => {
    if (table.isBackground(recording)) add(species.length, table.top(recording));
    species.forEach((_name, row) => {
      if (!table.isPresent(recording, row)) return;
      const isCandidate = (index: number): boolean => index === row || !table.isPresent(recording, index);
      add(row, table.top(recording, isCandidate));
    });
  });
  return { species, counts };
}

/** The species for which recordings of one are taken, most often first. */
export function takenFor({ species, counts }: ReportCard['confusion'], row: number): SpeciesReport['takenFor'] {
  return counts[row]!.map((recordings, column) => ({ species: species[column]!, recordings, column }))
    .filter(({ recordings, column }) => recordings > 0 && column !== row)
    .sort((a, b) => b.recordings - a.recordings)
    .map(({ species: name, recordings }) => ({ species: name, recordings }));
}
