import { createRng, type Rng } from '#src/rng.js';
import { wavFile } from '../helpers/wav-writer.js';

/** Species of the made season. */
export const SPECIES = ['Parus_major', 'Strix aluco', 'Turdus merula, Amsel'] as const;

/** A detection that a recording of the season has. */
export interface PlannedDetection {
  readonly species: (typeof SPECIES)[number];
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A recording of the season. */
export interface PlannedRecording {
  /** Path below the folder of the season. */
  readonly file: string;
  readonly site: string;
  /** Milliseconds since 1970; undefined: the recording has no date. */
  readonly start: number | undefined;
  readonly durationSeconds: number;
  readonly damaged: boolean;
  readonly content: Buffer;
  readonly detections: readonly PlannedDetection[];
  readonly spansWithoutSignal: readonly (readonly [number, number])[];
}

/** Clocks in Berlin went from 02:00 to 03:00 at this moment. */
const SUMMER = Date.UTC(2024, 2, 31, 1);
/** Recordings are ten minutes long and begin five minutes before the hour: at midnight and at the change, too. */
const SECONDS = 600;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LAST_NIGHT = 13;
const PER_NIGHT = 14;

export const TIMEZONE = 'Europe/Berlin';
export const MOOR = { latitude: 52.25, longitude: 13.5 };

/** Minutes that Berlin is ahead of UTC, from the rule and not from a time zone library. */
export function offsetMinutes(time: number): number {
  return time < SUMMER ? 60 : 120;
}

/** What a clock in Berlin shows: `2024-03-31T03:00:01.250`. */
export function berlinTime(time: number): string {
  return new Date(time + offsetMinutes(time) * 60_000).toISOString().slice(0, -1);
}

interface Recorder {
  readonly site: string;
  readonly file: (start: number, index: number) => string;
  /** Fraction of a second at which it starts. */
  readonly fraction: number;
  readonly content: (start: number) => Buffer;
}

const samples = Float64Array.from({ length: 64 }, (_, i) => 0.1 * Math.sin(i));
const digits = (text: string): string => text.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');

const RECORDERS: readonly Recorder[] = [
  {
    site: 'Bruch',
    file: (start) => `Bruch/${digits(new Date(start).toISOString())}.WAV`,
    fraction: 0,
    content: (start) => wavFile([samples], { after: [{ id: 'LIST', bytes: audioMothComment(start) }] }),
  },
  {
    site: 'Moor',
    file: (start) => `Moor/Data/SMA01234_${digits(berlinTime(start))}.wav`,
    fraction: 0,
    content: () => wavFile([samples]),
  },
  {
    site: 'Ried, Süd',
    file: (_, index) => `Ried/ried ${String(index).padStart(3, '0')}.wav`,
    fraction: 250,
    content: (start) => wavFile([samples], { after: [{ id: 'guan', bytes: guano(start) }] }),
  },
];

function audioMothComment(start: number): Buffer {
  const [date, time] = new Date(start).toISOString().slice(0, 19).split('T') as [string, string];
  const day = date.split('-').reverse().join('/');
  const text =
    `Recorded at ${time} ${day} (UTC) by AudioMoth 24F3190361D5E9A3 at medium gain ` +
    'while battery was 4.2V and temperature was 5.6C.';
  const comment = Buffer.from(`${text}\0${text.length % 2 === 0 ? '\0' : ''}`, 'latin1');
  const size = Buffer.alloc(4);
  size.writeUInt32LE(comment.length);
  return Buffer.concat([Buffer.from('INFOICMT', 'latin1'), size, comment]);
}

function guano(start: number): Buffer {
  // The recorder's clock stays in winter time.
  const local = new Date(start + HOUR).toISOString().slice(0, -1);
  return Buffer.from(
    `GUANO|Version: 1.0\nTimestamp: ${local}+01:00\nLoc Position: 52.5 13.25\nSite Name: Ried, Süd\n` +
      'Make: Wildlife Acoustics\nModel: Song Meter Mini 2\nSerial: 2MA00042\n',
  );
}

/** Files that are no recordings, or only in name. */
const DAMAGE: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.from('this is a text'),
  Buffer.alloc(512),
  wavFile([samples]).subarray(0, 30),
];

/**
 * Plans the season: three sites with recorders of three makes, and nights before and after the change to summer time.
 * @param nights 1 to 14; with 14, there are 600 files, of which 20 are damaged
 */
export function planSeason(nights: number): PlannedRecording[] {
  const rng = createRng(14).split('season');
  // Of few nights, one is that of the change.
  const firstEvening = Date.UTC(2024, 2, nights <= 7 ? 30 : 24, 18, 55);
  let ordinal = 0;
  const plans = RECORDERS.flatMap((recorder) => {
    const starts = Array.from({ length: nights }, (_, night) => {
      const extra = night < 4 && nights > LAST_NIGHT ? 1 : 0;
      return Array.from({ length: PER_NIGHT + extra }, (_, hour) => firstEvening + night * DAY + hour * HOUR);
    }).flat();
    return starts.map((start, index) => {
      return planRecording(recorder, start + recorder.fraction, { index, damaged: ordinal++ % 30 === 9 }, rng);
    });
  });
  // One recorder lost its clock.
  const { content: _, ...last } = plans.at(-1)!;
  return [
    ...plans.slice(0, -1),
    { ...last, file: 'Ried/ohne Datum.wav', site: 'Ried', start: undefined, content: wavFile([samples]) },
  ];
}

function planRecording(
  recorder: Recorder,
  start: number,
  { index, damaged }: { readonly index: number; readonly damaged: boolean },
  rng: Rng,
): PlannedRecording {
  const own = rng.split(recorder.site, index);
  return {
    file: recorder.file(start, index),
    site: recorder.site,
    start,
    durationSeconds: SECONDS,
    damaged,
    content: damaged ? DAMAGE[index % DAMAGE.length]! : recorder.content(start),
    detections: damaged ? [] : planDetections(own),
    spansWithoutSignal:
      index % 5 === 0
        ? [
            [10.5, 20],
            [250.25, 320.5],
          ]
        : [],
  };
}

function planDetections(rng: Rng): PlannedDetection[] {
  return Array.from({ length: rng.integer(6) }, () => {
    const startSeconds = Math.round(1e4 * rng.uniform() * (SECONDS - 5)) / 1e4;
    const endSeconds = Math.round(1e4 * (startSeconds + 0.5 + 4 * rng.uniform())) / 1e4;
    return { species: SPECIES[rng.integer(SPECIES.length)]!, startSeconds, endSeconds };
  }).sort((a, b) => a.startSeconds - b.startSeconds);
}
