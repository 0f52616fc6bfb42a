import { parseTimestamp } from './clock-time.js';
import { coordinatesOf, isNowhere } from './coordinates.js';
import { defined, type Finding } from './finding.js';
import { cleanText, decodeBytes, parseNumber, quoted } from './text.js';
import type { Coordinates } from './types.js';

/** Numbers of the entries that are used. */
const ENTRIES = {
  model: 0x01,
  serial: 0x02,
  name: 0x04,
  startTime: 0x05,
  firstPosition: 0x06,
  lastPosition: 0x14,
  internalTemperature: 0x15,
  externalTemperature: 0x16,
} as const;

/** Bytes before an entry's value: its number (16 bits) and its length (32 bits). */
const ENTRY_HEAD_BYTES = 6;
const MAX_ENTRIES = 1000;

/**
 * Reads a `wamd` chunk of Wildlife Acoustics: entries of number, length and value, little-endian; most values are text.
 * A time is `YYYY-MM-DD hh:mm:ss`, with milliseconds and an offset or not, a position
 * `WGS84,42.43068,N,71.45617,W`, with an altitude or not, and a temperature `12.3C`.
 *
 * Source: wa_meta.h, by which Wildlife Acoustics documents its metadata (2014). Echo Meter Touch writes positions with
 * signs instead of letters: wamd2guano.py of guano-py.
 * @param size of the chunk, of which `bytes` may be the beginning
 */
export function readWamd(bytes: Uint8Array, size: number): Finding {
  const problems: string[] = [];
  const entries = entriesOf(bytes, size, problems);
  const text = (entry: keyof typeof ENTRIES): string => entries.get(ENTRIES[entry]) ?? '';
  const startTime = text('startTime');
  const time = parseTimestamp(startTime);
  if (startTime !== '' && !time) problems.push(`has a start time that is none: ${quoted(startTime)}`);
  const positions = [text('firstPosition'), text('lastPosition')];
  const coordinates = positions.map(parsePosition).find((place) => place !== undefined);
  // The digits of WGS84 say nothing.
  const wrong = positions.find((position) => !isNowhere(position.replace(/^[^,]*/, '')));
  if (!coordinates && wrong !== undefined) problems.push(`has a position that is none: ${quoted(wrong)}`);
  return {
    source: 'wamd',
    problems,
    ...defined({
      time,
      coordinates,
      prefix: text('name'),
      make: text('model') === '' ? '' : 'Wildlife Acoustics',
      model: text('model'),
      serial: text('serial'),
      temperatureCelsius: parseCelsius(text('externalTemperature')) ?? parseCelsius(text('internalTemperature')),
    }),
  };
}

function entriesOf(bytes: Uint8Array, size: number, problems: string[]): Map<number, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const used: ReadonlySet<number> = new Set(Object.values(ENTRIES));
  const entries = new Map<number, string>();
  let at = 0;
  for (let count = 0; at + ENTRY_HEAD_BYTES <= bytes.length && count < MAX_ENTRIES; count++) {
    const entry = view.getUint16(at, true);
    const start = at + ENTRY_HEAD_BYTES;
    const end = start + view.getUint32(at + 2, true);
    if (end > size) {
      problems.push(`has an entry that is longer than the chunk: ${end - start} bytes`);
      break;
    }
    if (used.has(entry) && !entries.has(entry) && end <= bytes.length) {
      entries.set(entry, cleanText(decodeBytes(bytes.subarray(start, end), { terminated: true })));
    }
    at = end;
  }
  return entries;
}

function parsePosition(text: string): Coordinates | undefined {
  const [, latitude = '', second = '', longitude = '', eastOrWest = ''] = text.split(',').map((part) => part.trim());
  if (!/^[NS]$/i.test(second)) return coordinatesOf(parseNumber(latitude), parseNumber(second));
  if (!/^[EW]$/i.test(eastOrWest)) return undefined;
  const [north, east] = [parseNumber(latitude), parseNumber(longitude)];
  if (north === undefined || east === undefined) return undefined;
  return coordinatesOf(/S/i.test(second) ? -north : north, /W/i.test(eastOrWest) ? -east : east);
}

function parseCelsius(text: string): number | undefined {
  return text.endsWith('C') ? parseNumber(text.slice(0, -1).trim()) : undefined;
}
