import { execaSync } from 'execa';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeTables } from '#audio/season/tables/index.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { originAt, resultOf, resultsIn } from './support.js';

const { at, path: folder } = useTemporaryFolder();

const works = (command: string, ...args: string[]): boolean =>
  !execaSync(command, args, { reject: false, stdio: 'ignore' }).failed;
const HAS_R = works('Rscript', '--version');
/** Where pandas is installed: not always with the first Python of the path. */
const PYTHON = ['python3', '/usr/bin/python3'].find((python) => works(python, '-c', 'import pandas'));

const NAMES = ['Parus_major', 'c,"d";e', 'Żółw 🐢', "l'oiseau #1", 'a\nb'];

beforeAll(async () => {
  const place = { value: { latitude: 52.5, longitude: -13.25 }, source: 'GUANO' } as const;
  const origin = originAt('2024-05-12T23:59:58.5', { coordinates: place });
  const results = [
    resultOf('ä, "b".wav', NAMES, { origin }),
    resultOf('undated.wav', ['Parus_major']),
    resultOf('silent.wav', [], { origin, species: [], secondsWithoutSignal: 60, spansWithoutSignal: [[0, 60]] }),
  ];
  const failed = [{ file: 'x.wav', path: '/x.wav', reason: 'no audio, "at all"' }];
  await writeTables(resultsIn(folder, results, { failed }), { version: '1.2.3' });
});

/** What R and pandas shall say of the tables. */
const EXPECTED = {
  detections: [6, 22],
  species: ['Parus_major', 'c,"d";e', 'Żółw 🐢', "l'oiseau #1", 'a\\nb', 'Parus_major'],
  files: ['ä, "b".wav', 'undated.wav'],
  scoreSum: 4.8,
  missingStarts: 1,
  longitude: -13.25,
  hours: [23, 23, 0, 0, 0],
  summaryRows: 3 * 6,
  recordedMinutes: 3,
  zeros: 12,
  recordings: 4,
  withoutSignal: 1,
};

describe.skipIf(!HAS_R)('read.csv of R, without options (skipped if R is not installed)', () => {
  it('reads types, missing values, and names as they are', () => {
    const program = `
      detections <- read.csv("detections.csv")
      summary <- read.csv("summary.csv")
      recordings <- read.csv("recordings.csv")
      stopifnot(is.numeric(detections$score), is.numeric(detections$threshold), is.numeric(detections$start_seconds))
      stopifnot(is.integer(detections$local_hour), is.character(detections$start_utc))
      stopifnot(is.logical(recordings$without_signal), is.numeric(summary$recorded_minutes))
      seconds <- as.numeric(as.POSIXct(detections$start_utc[1], format = "%Y-%m-%dT%H:%M:%OSZ", tz = "UTC"))
      stopifnot(abs(seconds - 1715551198.5) < 0.001)
      lines <- function(...) writeLines(enc2utf8(as.character(c(...))), useBytes = TRUE)
      lines(dim(detections)); lines(detections$species); lines(unique(detections$file))
      lines(sum(detections$score), sum(detections$start_utc == ""), detections$longitude[1])
      lines(detections$local_hour[!is.na(detections$local_hour)])
      lines(nrow(summary), sum(summary$recorded_minutes[summary$species == "Parus_major"]))
      lines(sum(summary$detections == 0), nrow(recordings), sum(recordings$without_signal, na.rm = TRUE))`;
    const { stdout } = execaSync('Rscript', ['-e', program], { cwd: folder, env: { LC_ALL: 'C.UTF-8' } });
    expect(stdout.split('\n')).toEqual(Object.values(EXPECTED).flat().map(String));
  });
});

describe.skipIf(PYTHON === undefined)('read_csv of pandas, without options (skipped if it is not installed)', () => {
  it('reads types, missing values, and names as they are', () => {
    const program = `
import json, pandas
detections, summary, recordings = (pandas.read_csv(name + '.csv') for name in ('detections', 'summary', 'recordings'))
for name in ('score', 'threshold', 'latitude'): assert detections[name].dtype == float, name
assert summary.detections.dtype == int and summary.local_hour.dtype == float
assert pandas.to_datetime(detections.start_utc[0]).timestamp() == 1715551198.5
print(json.dumps({
  'detections': list(detections.shape), 'species': list(detections.species), 'files': list(detections.file.unique()),
  'scoreSum': round(detections.score.sum(), 9), 'missingStarts': int(detections.start_utc.isna().sum()),
  'longitude': detections.longitude[0], 'hours': [int(hour) for hour in detections.local_hour.dropna()],
  'summaryRows': len(summary),
  'recordedMinutes': summary.recorded_minutes[summary.species == 'Parus_major'].sum(),
  'zeros': int((summary.detections == 0).sum()), 'recordings': len(recordings),
  'withoutSignal': int((recordings.without_signal == True).sum()),
}))`;
    const { stdout } = execaSync(PYTHON!, ['-c', program], { cwd: folder, env: { PYTHONIOENCODING: 'utf-8' } });
    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  });
});

it('the tables have no byte order mark, and one line per row', () => {
  for (const [name, lines] of [
    ['detections.csv', 7],
    ['summary.csv', 19],
    ['recordings.csv', 5],
  ] as const) {
    const text = readFileSync(at(name), 'utf8');
    expect(text.startsWith('\uFEFF')).toBe(false);
    expect(text.trimEnd().split('\n')).toHaveLength(lines);
  }
});
