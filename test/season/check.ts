import { parse } from 'csv-parse/sync';
import { tableFromIPC } from 'apache-arrow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readParquet } from 'parquet-wasm/node';
import { berlinTime, MOOR, offsetMinutes, SPECIES, type PlannedDetection, type PlannedRecording } from './plan.js';

/** One comparison of all rows of an output with the plan. */
export interface Check {
  readonly what: string;
  readonly rows: number;
  /** Largest deviation of a time; 0 where there are none. */
  readonly worstSeconds: number;
  readonly problems: readonly string[];
}

interface Expected {
  readonly recording: PlannedRecording;
  readonly detection: PlannedDetection;
}

/** Outputs have milliseconds, which are rounded twice at most. */
const TOLERANCE_SECONDS = 0.002;

type Row = Readonly<Record<string, string>>;

/** Sorted as results are: by folder and name. */
export function expectedOrder(plans: readonly PlannedRecording[]): PlannedRecording[] {
  const key = ({ file }: PlannedRecording): string => file.replaceAll('/', '\0');
  return [...plans].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Collects what differs. */
function comparison(what: string) {
  const problems: string[] = [];
  let worstSeconds = 0;
  let rows = 0;
  return {
    row: () => void rows++,
    equal(name: string, actual: unknown, expected: unknown): void {
      if (actual !== expected) problems.push(`${name}: ${String(actual)} instead of ${String(expected)}`);
    },
    /** @param seconds two times, or milliseconds of both with `scale` 1000 */
    time(name: string, actual: number, expected: number, scale = 1): void {
      const difference = Math.abs(actual - expected) / scale;
      worstSeconds = Math.max(worstSeconds, difference);
      if (!(difference <= TOLERANCE_SECONDS)) problems.push(`${name}: ${actual} instead of ${expected}`);
    },
    done: (): Check => ({ what, rows, worstSeconds, problems }),
  };
}

const csv = (path: string, delimiter = ','): Row[] =>
  parse(readFileSync(path), { columns: true, delimiter, ...(delimiter === '\t' && { quote: null }) });

/** Compares all outputs in a results folder with the plan. */
export function checkTables(season: string, out: string, plans: readonly PlannedRecording[]): Check[] {
  const done = expectedOrder(plans).filter(({ damaged }) => !damaged);
  const expected = done.flatMap((recording) => recording.detections.map((detection) => ({ recording, detection })));
  return [
    checkDetections(season, out, expected),
    checkParquet(season, out, expected),
    checkRecordings(season, out, plans),
    checkSummary(out, done),
  ];
}

function checkDetections(season: string, out: string, expected: readonly Expected[]): Check {
  const { row, equal, time, done } = comparison('detections.csv');
  const rows = csv(join(out, 'detections.csv'));
  equal('rows', rows.length, expected.length);
  rows.forEach((actual, index) => {
    const { recording, detection } = expected[index]!;
    row();
    equal('file', actual['file'], join(season, recording.file));
    equal('site', actual['site'], recording.site);
    equal('species', actual['species'], detection.species);
    time('start_seconds', Number(actual['start_seconds']), detection.startSeconds);
    time('end_seconds', Number(actual['end_seconds']), detection.endSeconds);
    equal('latitude', actual['latitude'], latitudeOf(recording));
    if (recording.start === undefined) {
      const when = ['start_utc', 'start_local', 'utc_offset', 'local_date', 'local_hour'].map((name) => actual[name]);
      equal('time', when.join(''), '');
      return;
    }
    const start = recording.start + 1000 * detection.startSeconds;
    const local = berlinTime(Math.round(start));
    time('start_utc', Date.parse(actual['start_utc']!), start, 1000);
    time('start_local', Date.parse(`${actual['start_local']}Z`), Date.parse(`${local}Z`), 1000);
    equal('utc_offset', actual['utc_offset'], `+0${offsetMinutes(start) / 60}:00`);
    equal('local_date', actual['local_date'], local.slice(0, 10));
    equal('local_hour', Number(actual['local_hour']), Number(local.slice(11, 13)));
  });
  return done();
}

/** Read by Apache Arrow's reader in Rust; lyrebird writes with another library. */
function checkParquet(season: string, out: string, expected: readonly Expected[]): Check {
  const { row, equal, time, done } = comparison('detections.parquet');
  const table = tableFromIPC(readParquet(readFileSync(join(out, 'detections.parquet'))).intoIPCStream());
  equal('rows', table.numRows, expected.length);
  const types = new Map(table.schema.fields.map(({ name, type }) => [name, String(type)]));
  equal('type of start_utc', types.get('start_utc'), 'Timestamp<MILLISECOND, UTC>');
  equal('type of start_local', types.get('start_local'), 'Timestamp<MILLISECOND>');
  equal('type of local_date', types.get('local_date'), 'Date32<DAY>');
  equal('type of score', types.get('score'), 'Float64');
  equal('type of channel', types.get('channel'), 'Int32');
  expected.forEach(({ recording, detection }, index) => {
    const actual = table.get(index)!.toJSON() as Readonly<Record<string, string | number | null>>;
    row();
    equal('file', actual['file'], join(season, recording.file));
    equal('species', actual['species'], detection.species);
    time('start_seconds', Number(actual['start_seconds']), detection.startSeconds);
    if (recording.start === undefined) return equal('start_utc', actual['start_utc'], null);
    const start = recording.start + 1000 * detection.startSeconds;
    time('start_utc', Number(actual['start_utc']), start, 1000);
    time('start_local', Number(actual['start_local']), start + 60_000 * offsetMinutes(start), 1000);
  });
  return done();
}

function checkRecordings(season: string, out: string, plans: readonly PlannedRecording[]): Check {
  const { row, equal, time, done } = comparison('recordings.csv');
  const rows = new Map(csv(join(out, 'recordings.csv')).map((each) => [each['path']!, each]));
  equal('rows', rows.size, plans.length + 1);
  for (const recording of plans) {
    const actual = rows.get(join(season, recording.file)) ?? {};
    row();
    equal(`status of ${recording.file}`, actual['status'], recording.damaged ? 'failed' : 'done');
    equal(`reason of ${recording.file}`, actual['reason'] !== '', recording.damaged);
    if (recording.damaged) continue;
    equal('detections', Number(actual['detections']), recording.detections.length);
    equal('sample_rate_hz', actual['sample_rate_hz'], '44100');
    equal('duration_seconds', Number(actual['duration_seconds']), recording.durationSeconds);
    if (recording.start === undefined) equal('start_utc', actual['start_utc'], '');
    else time('start_utc', Date.parse(actual['start_utc']!), recording.start, 1000);
  }
  equal('left out', rows.get(join(season, 'locked'))?.['status'], 'left out');
  return done();
}

/** Compares with a count second by second. */
function checkSummary(out: string, recordings: readonly PlannedRecording[]): Check {
  const { row, equal, time, done } = comparison('summary.csv');
  const hourOf = ({ site, start }: PlannedRecording, seconds: number): string => {
    if (start === undefined) return [site, '', ''].join('|');
    const local = berlinTime(Math.round(start + 1000 * seconds));
    return [site, local.slice(0, 10), Number(local.slice(11, 13))].join('|');
  };
  const quarters = new Map<string, number>();
  const silent = new Map<string, number>();
  const counts = new Map<string, number>();
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  for (const recording of recordings) {
    const { durationSeconds, spansWithoutSignal, detections } = recording;
    for (let quarter = 0; quarter < 4 * durationSeconds; quarter++) {
      const middle = (quarter + 0.5) / 4;
      count(quarters, hourOf(recording, middle));
      if (spansWithoutSignal.some(([start, end]) => middle >= start && middle < end)) {
        count(silent, hourOf(recording, middle));
      }
    }
    for (const { species, startSeconds } of detections) count(counts, `${hourOf(recording, startSeconds)}|${species}`);
  }
  const rows = csv(join(out, 'summary.csv'));
  equal('rows', rows.length, quarters.size * SPECIES.length);
  for (const actual of rows) {
    const hour = [actual['site'], actual['local_date'], actual['local_hour']].join('|');
    row();
    time(`recorded_minutes of ${hour}`, 60 * Number(actual['recorded_minutes']), (quarters.get(hour) ?? 0) / 4);
    time('minutes_without_signal', 60 * Number(actual['minutes_without_signal']), (silent.get(hour) ?? 0) / 4);
    equal(`detections of ${hour}`, Number(actual['detections']), counts.get(`${hour}|${actual['species']}`) ?? 0);
  }
  const total = [...counts.values()].reduce((sum, value) => sum + value, 0);
  const found = rows.reduce((sum, actual) => sum + Number(actual['detections']), 0);
  equal('detections', found, total);
  return done();
}

function latitudeOf({ site, start }: PlannedRecording): string {
  if (site === 'Moor') return String(MOOR.latitude);
  return site === 'Ried, Süd' && start !== undefined ? '52.5' : '';
}

/** Compares a combined file of a format with the plan: where in which recording, and so at which moment. */
export function checkFormat(
  format: 'raven' | 'audacity' | 'birdnet',
  { season, out }: { readonly season: string; readonly out: string },
  plans: readonly PlannedRecording[],
): Check {
  const { row, equal, time, done } = comparison(format);
  const recordings = expectedOrder(plans).filter(({ damaged }) => !damaged);
  const before = new Map(recordings.map(({ file, durationSeconds }, i) => [join(season, file), i * durationSeconds]));
  const byPath = new Map(recordings.map((recording) => [join(season, recording.file), recording]));
  const expected = recordings.flatMap((recording) =>
    recording.detections.map((detection) => ({ recording, detection })),
  );
  /** The moment that a place in a file is at; the same for a detection of the plan. */
  const moment = (path: string, seconds: number): number => (byPath.get(path)?.start ?? 0) + 1000 * seconds;
  const check = (index: number, path: string, start: number, end: number): void => {
    const { recording, detection } = expected[index]!;
    row();
    equal('path', path, join(season, recording.file));
    time('moment', moment(path, start), (recording.start ?? 0) + 1000 * detection.startSeconds, 1000);
    time('length', end - start, detection.endSeconds - detection.startSeconds);
  };
  if (format === 'raven') {
    const rows = csv(join(out, 'combined.selections.txt'), '\t');
    equal('rows', rows.length, expected.length);
    rows.forEach((actual, index) => {
      const path = actual['Begin Path']!;
      const [begin, end] = [Number(actual['Begin Time (s)']), Number(actual['End Time (s)'])];
      const offset = Number(actual['File Offset (s)']);
      check(index, path, offset, offset + end - begin);
      time('Begin Time (s)', begin, before.get(path)! + offset);
      equal('Selection', Number(actual['Selection']), index + 1);
    });
  } else if (format === 'birdnet') {
    const rows = csv(join(out, 'BirdNET_CombinedTable.csv'));
    equal('rows', rows.length, expected.length);
    rows.forEach((actual, index) => {
      check(index, actual['File']!, Number(actual['Start (s)']), Number(actual['End (s)']));
    });
  } else {
    const lines = readFileSync(join(out, 'combined.labels.txt'), 'utf8').trimEnd().split('\n');
    equal('rows', lines.length, expected.length);
    lines.forEach((line, index) => {
      const [start, end] = line.split('\t').map(Number) as [number, number];
      const at = Math.floor(start / recordings[0]!.durationSeconds);
      const path = join(season, recordings[at]!.file);
      check(index, path, start - before.get(path)!, end - before.get(path)!);
    });
  }
  return done();
}
