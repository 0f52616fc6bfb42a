import type { Moment } from '../../origin/index.js';
import { modelText, type Origin, type RecordingResult, warningsOf } from '../../results/index.js';
import type { Column } from './column.js';
import { localTime, utcTime } from './moment-values.js';

/** A recording, or a file that was not classified. */
export interface RecordingRow {
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly status: 'done' | 'failed' | 'left out';
  /** Why it has no result. */
  readonly reason?: string;
  readonly origin?: Origin | undefined;
  /** When it starts, if that is known. */
  readonly start?: Moment | undefined;
  /** Absent unless it is done. */
  readonly result?: RecordingResult;
}

/** Columns of recordings.csv. They are documented in docs/results.md, and stay as they are. */
export const RECORDING_COLUMNS: readonly Column<RecordingRow>[] = [
  { name: 'file', type: 'text', value: ({ file }) => file },
  { name: 'path', type: 'text', value: ({ path }) => path },
  { name: 'status', type: 'text', value: ({ status }) => status },
  { name: 'reason', type: 'text', value: ({ reason }) => reason },
  { name: 'site', type: 'text', value: ({ origin }) => origin?.site?.value },
  { name: 'site_source', type: 'text', value: ({ origin }) => origin?.site?.source },
  { name: 'start_utc', type: 'utcTime', value: ({ start }) => start && utcTime(start) },
  { name: 'start_local', type: 'localTime', value: ({ start }) => start && localTime(start) },
  { name: 'utc_offset', type: 'text', value: ({ start }) => start?.utcOffset },
  { name: 'timezone', type: 'text', value: ({ origin }) => origin?.start?.timezone },
  { name: 'time_source', type: 'text', value: ({ origin }) => origin?.start?.source },
  { name: 'offset_source', type: 'text', value: ({ origin }) => origin?.start?.offsetSource },
  { name: 'latitude', type: 'number', value: ({ origin }) => origin?.coordinates?.value.latitude },
  { name: 'longitude', type: 'number', value: ({ origin }) => origin?.coordinates?.value.longitude },
  { name: 'duration_seconds', type: 'number', value: ({ result }) => result?.durationSeconds },
  { name: 'seconds_without_signal', type: 'number', value: ({ result }) => result?.secondsWithoutSignal },
  { name: 'sample_rate_hz', type: 'number', value: ({ result }) => result?.sampleRateHz },
  { name: 'detections', type: 'integer', value: ({ result }) => result?.detections.length },
  {
    name: 'species_detected',
    type: 'integer',
    value: ({ result }) => result && new Set(result.detections.map(({ species }) => species)).size,
  },
  { name: 'without_signal', type: 'boolean', value: ({ result }) => result && result.species.length === 0 },
  { name: 'warnings', type: 'text', value: warningText },
  { name: 'recorder_make', type: 'text', value: ({ origin }) => origin?.make?.value },
  { name: 'recorder_model', type: 'text', value: ({ origin }) => origin?.model?.value },
  { name: 'recorder_serial', type: 'text', value: ({ origin }) => origin?.serial?.value },
  { name: 'deployment', type: 'text', value: ({ origin }) => origin?.deployment?.value },
  { name: 'battery_volts', type: 'number', value: ({ origin }) => origin?.batteryVolts?.value },
  { name: 'battery_bound', type: 'text', value: ({ origin }) => origin?.batteryVolts?.bound },
  { name: 'temperature_celsius', type: 'number', value: ({ origin }) => origin?.temperatureCelsius?.value },
  { name: 'model', type: 'text', value: ({ result }) => result && modelText(result.model) },
];

function warningText({ result, origin }: RecordingRow): string | undefined {
  return warningsOf({ warnings: result?.warnings ?? [], ...(origin && { origin }) }).join('; ') || undefined;
}
