import type { Moment } from '../../origin/index.js';
import { modelText, type AnalysisDescription, type Detection, type RecordingResult } from '../../results/index.js';
import type { SpeciesNames } from '../../taxonomy/index.js';
import type { Column } from './column.js';
import { localDate, localHour, localTime, utcTime } from './moment-values.js';

/** A detection and its recording. */
export interface DetectionRow {
  /** Absolute path of the recording. */
  readonly path: string;
  readonly result: RecordingResult;
  readonly detection: Detection;
  /** When the detection starts; undefined if it is not known. */
  readonly start: Moment | undefined;
}

/** What all detections share. */
export interface DetectionContext {
  readonly names: SpeciesNames;
  readonly thresholds: AnalysisDescription['thresholds'] | undefined;
  /** Of the program. */
  readonly version: string;
}

/** Columns of detections.csv and detections.parquet. They are documented in docs/results.md, and stay as they are. */
export function detectionColumns({ names, thresholds = {}, version }: DetectionContext): Column<DetectionRow>[] {
  return [
    { name: 'file', type: 'text', value: ({ result }) => result.file },
    { name: 'site', type: 'text', value: ({ result }) => result.origin?.site?.value },
    { name: 'start_utc', type: 'utcTime', value: ({ start }) => start && utcTime(start) },
    { name: 'start_local', type: 'localTime', value: ({ start }) => start && localTime(start) },
    { name: 'utc_offset', type: 'text', value: ({ start }) => start?.utcOffset },
    { name: 'local_date', type: 'date', value: ({ start }) => start && localDate(start) },
    { name: 'local_hour', type: 'integer', value: ({ start }) => start && localHour(start) },
    { name: 'start_seconds', type: 'number', value: ({ detection }) => detection.startSeconds },
    { name: 'end_seconds', type: 'number', value: ({ detection }) => detection.endSeconds },
    { name: 'species', type: 'text', value: ({ detection }) => detection.species },
    { name: 'scientific_name', type: 'text', value: ({ detection }) => names.scientificName(detection.species) },
    { name: 'common_name', type: 'text', value: ({ detection }) => names.commonName(detection.species) },
    { name: 'score', type: 'number', value: ({ detection }) => detection.probability },
    { name: 'max_score', type: 'number', value: ({ detection }) => detection.maxProbability },
    {
      name: 'threshold',
      type: 'number',
      value: ({ detection: { species } }) => (Object.hasOwn(thresholds, species) ? thresholds[species] : undefined),
    },
    { name: 'novelty', type: 'number', value: ({ detection }) => detection.novelty },
    { name: 'unknown', type: 'boolean', value: ({ detection }) => detection.unknown },
    { name: 'channel', type: 'integer', value: ({ detection }) => detection.channel },
    { name: 'latitude', type: 'number', value: ({ result }) => result.origin?.coordinates?.value.latitude },
    { name: 'longitude', type: 'number', value: ({ result }) => result.origin?.coordinates?.value.longitude },
    { name: 'model', type: 'text', value: ({ result }) => modelText(result.model) },
    { name: 'version', type: 'text', value: () => version },
    { name: 'path', type: 'text', value: ({ path }) => path },
  ];
}
