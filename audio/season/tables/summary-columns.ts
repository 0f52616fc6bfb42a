import type { SpeciesNames } from '../../taxonomy/index.js';
import type { Column } from './column.js';
import type { HourTally } from './effort.js';

/** A species at a site in an hour with recordings. */
export interface SummaryRow {
  readonly hour: HourTally;
  readonly species: string;
}

/** Columns of summary.csv. They are documented in docs/results.md, and stay as they are. */
export function summaryColumns(names: SpeciesNames): Column<SummaryRow>[] {
  const tally = ({ hour, species }: SummaryRow) => hour.species.get(species);
  return [
    { name: 'site', type: 'text', value: ({ hour }) => hour.site },
    { name: 'local_date', type: 'text', value: ({ hour }) => hour.date },
    { name: 'local_hour', type: 'integer', value: ({ hour }) => hour.hour },
    { name: 'species', type: 'text', value: ({ species }) => species },
    { name: 'scientific_name', type: 'text', value: ({ species }) => names.scientificName(species) },
    { name: 'common_name', type: 'text', value: ({ species }) => names.commonName(species) },
    { name: 'detections', type: 'integer', value: (row) => tally(row)?.detections ?? 0 },
    { name: 'detections_unknown', type: 'integer', value: (row) => tally(row)?.unknown ?? 0 },
    { name: 'max_score', type: 'number', value: (row) => tally(row)?.maxProbability },
    { name: 'recordings', type: 'integer', value: ({ hour }) => hour.recordings },
    { name: 'recorded_minutes', type: 'number', value: ({ hour }) => minutes(hour.recordedSeconds) },
    { name: 'minutes_without_signal', type: 'number', value: ({ hour }) => minutes(hour.secondsWithoutSignal) },
  ];
}

/** To five decimals, less than a millisecond. */
function minutes(seconds: number): number {
  return Math.round((seconds / 60) * 1e5) / 1e5;
}
