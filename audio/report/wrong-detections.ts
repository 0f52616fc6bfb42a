import { recordingsWhere, type ReportTable } from './table.js';
import type { SpeciesReport } from './types.js';

/** Other species that are detected in recordings of one though they are not there. */
export function alsoDetected(table: ReportTable, species: number): SpeciesReport['alsoDetected'] {
  const own = recordingsWhere(table, (recording) => table.isPresent(recording, species));
  return tally(own.flatMap((recording) => wronglyDetected(table, recording).map((index) => table.species[index]!)));
}

/** Species of the recordings in which one is detected though it is not there. */
export function wrongIn(table: ReportTable, species: number): SpeciesReport['wrongIn'] {
  const wrong = recordingsWhere(
    table,
    (recording) => table.isDetected(recording, species) && !table.isPresent(recording, species),
  );
  return tally(
    wrong.flatMap((recording): readonly (string | null)[] =>
      table.isBackground(recording) ? [null] : [...new Set(table.recordings[recording]!.species)],
    ),
  );
}

/** Species that are detected in a recording though they are not there. */
export function wronglyDetected(table: ReportTable, recording: number): readonly number[] {
  return [...table.species.keys()].filter(
    (index) => table.isDetected(recording, index) && !table.isPresent(recording, index),
  );
}

/** Counts names, most often first; equally often ones by name, so that the order of recordings changes nothing. */
function tally<Name extends string | null>(
  names: readonly Name[],
): readonly { readonly species: Name; readonly recordings: number }[] {
  const counts = new Map<Name, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([species, recordings]) => ({ species, recordings }))
    .sort((a, b) => b.recordings - a.recordings || ((a.species ?? '') < (b.species ?? '') ? -1 : 1));
}
