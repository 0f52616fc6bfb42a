import { basename, dirname } from 'node:path';
import { clockTime, epochMilliseconds, parseOffset, utcTime, type ClockTime } from './clock-time.js';
import { coordinatesOf } from './coordinates.js';
import { defined, type Finding } from './finding.js';
import { cleanText } from './text.js';

const YEAR = '((?:19|20)\\d\\d)';
/** Fraction of a second, and zone: `Z`, `_Z`, `UTC`, `+1000`, `_-0400`. AudioMoth's T means "triggered". */
const REST = '(?:[.,](\\d{1,9}))?T?(?:[_ -]?(Z|UTC)(?![A-Za-z0-9])|[_ ]?([+-]\\d\\d:?\\d\\d)(?![\\d.]))?(?!\\d)';
/** Groups: year, month, day, hour, minute, second, fraction, Z, offset. A dash is a gap mark if six digits follow. */
const PATTERNS: readonly RegExp[] = [
  // 20240512_053000, 20240512T053000, 20190522$003000, 20240512053000
  new RegExp(`(?<!\\d)${YEAR}(\\d\\d)(\\d\\d)[T_$+ -]?(\\d\\d)(\\d\\d)(\\d\\d)${REST}`, 'g'),
  // 2024-05-12T05-30-00, 2024_05_12_05_30_00, 2024.05.12 05.30.00, 2024-05-12_053000
  new RegExp(
    `(?<!\\d)${YEAR}[-_.](\\d\\d)[-_.](\\d\\d)(?:[T_ -]|%20)(\\d\\d)[-_.:h]?(\\d\\d)[-_.:m]?(\\d\\d)s?${REST}`,
    'g',
  ),
  // 20240512T0530, 2024-05-12T05:30
  new RegExp(`(?<!\\d)${YEAR}-?(\\d\\d)-?(\\d\\d)T(\\d\\d)[-:]?(\\d\\d)()${REST}`, 'g'),
];
/** A date of fourteen digits in a row may be any number: one in the future is. */
const FOURTEEN_DIGITS = /^\d{14}/;

/** Frontier Labs' positions: `_-18.2656+144.5564`, ` [-27.3866 152.8761]`. */
const POSITION = /[_ []([+-]?\d{1,2}\.\d{2,8})([+-]| [+-]?)(\d{1,3}\.\d{2,8})(?![\d.])/;

/**
 * Serial numbers that may begin a name: of Song Meters, as S4A03895 and S5A00032 ("Song Meter SM5 User Guide"; other
 * models are taken to be alike: SMA01234, 2MA01234), and of AudioMoths.
 */
const SERIAL = /^(?:S[3-5M][A-Z]\d{5}|2M[A-Z]\d{5}|24[0-9A-F]{14})$/;

/**
 * Reads what recorders write into the names of files. The time is the recorder's, whose zone is unknown unless the name
 * states an offset. A name says nothing rather than something that cannot be: month 13, a number that is too long.
 *
 * Sources, by recorder:
 * - AudioMoth: `20240512_053000.WAV`; with T, recorded on a trigger; a folder for each day may hold `053000.WAV`;
 *   with old firmware, the Unix time in eight hexadecimal capitals, `5E90A4B4.WAV` (AudioMoth-Firmware-Basic,
 *   AudioMoth-Utils).
 * - Song Meter: `PREFIX_YYYYMMDD_hhmmss.wav`, where PREFIX is the recorder's name, by default its serial number ("Song
 *   Meter Mini 2 User Guide", 8); SM3 puts channels behind it (`_0+1`), and `$` between date and time if GPS set the
 *   clock ("SM3BAT User Guide", 8.1). Other marks in its place (`+`, `-`) are accepted; no document names them.
 *   What follows is ignored: numbers of programs that split files (`_000`), microseconds of SMART (`_123456`).
 * - Swift: `PREFIX_20220719_000000_-0400.wav`, or without the underscore before the offset; BAR and BAR-LT:
 *   `20191026T060000+1000_REC [-27.3866 152.8761].flac`, `20210617T080000+0000_Rec2_-18.2656+144.5564.flac` (names in
 *   the tests and guides of QUT Ecoacoustics' EMU).
 * - Others: the date and time formats of ISO 8601, with any of `-_.` for colons.
 * @param latest milliseconds since 1970 after which a number is no date
 */
export function readFileName(file: string, latest: number): Finding {
  const stem = basename(file).replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const found = findTime(stem, latest) ?? fromDayFolder(file, stem) ?? fromHexadecimal(file, stem, latest);
  const [, latitude, sign = '', longitude] = POSITION.exec(stem) ?? [];
  const coordinates =
    latitude === undefined ? undefined : coordinatesOf(Number(latitude), Number(sign.trim() + longitude!));
  const prefix = found?.prefix ?? '';
  return {
    source: 'file name',
    ...defined({ time: found?.time, prefix, serial: SERIAL.test(prefix) ? prefix : '' }),
    ...(found && coordinates && { coordinates }),
  };
}

interface NamedTime {
  readonly time: ClockTime;
  readonly prefix: string;
}

function findTime(stem: string, latest: number): NamedTime | undefined {
  for (const pattern of PATTERNS) {
    for (const match of stem.matchAll(pattern)) {
      const [text, year, month, day, hour, minute, second, fraction, utc, offset] = match;
      const time = clockTime(
        { date: [year!, month!, day!], time: [hour!, minute!, second || undefined, fraction] },
        utc === undefined ? nameOffset(offset) : 0,
      );
      if (!time || (FOURTEEN_DIGITS.test(text) && epochMilliseconds(time) > latest)) continue;
      return { time, prefix: prefixOf(stem.slice(0, match.index)) };
    }
  }
  return undefined;
}

/** An offset below an hour, as -0015, is rather a number. */
function nameOffset(text: string | undefined): number | undefined {
  if (text === undefined || text === '-0000') return undefined;
  const offset = parseOffset(text);
  return offset !== undefined && (offset === 0 || Math.abs(offset) >= 60) ? offset : undefined;
}

/** Returns what stands before the date, without SM3's channels; nothing if it is not set off from it. */
function prefixOf(text: string): string {
  if (!/[_ .(-]$/.test(text)) return '';
  return cleanText(text.replace(/[_ .(-]+$/, '').replace(/_[01]\+[01]$/, ''));
}

function fromDayFolder(file: string, stem: string): NamedTime | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(basename(dirname(file))) ?? [];
  const [, hour, minute, second] = /^(\d\d)(\d\d)(\d\d)T?$/.exec(stem) ?? [];
  if (year === undefined || hour === undefined) return undefined;
  const time = clockTime({ date: [year, month!, day!], time: [hour, minute!, second] });
  return time && { time, prefix: '' };
}

/** 1 January 2010 in milliseconds: no AudioMoth is older. */
const EARLIEST_HEXADECIMAL = 1_262_304_000_000;

/** Eight decimal digits are a hexadecimal number only in a name exactly as AudioMoth's. */
function fromHexadecimal(file: string, stem: string, latest: number): NamedTime | undefined {
  const [, prefix = '', digits] = /^(?:(.*[_ -]))?([0-9A-F]{8})$/.exec(stem) ?? [];
  if (digits === undefined) return undefined;
  if (!/[A-F]/.test(digits) && (prefix !== '' || !file.endsWith('.WAV'))) return undefined;
  const milliseconds = Number.parseInt(digits, 16) * 1000;
  if (milliseconds < EARLIEST_HEXADECIMAL || milliseconds > latest) return undefined;
  return { time: utcTime(milliseconds), prefix: prefixOf(prefix) };
}
