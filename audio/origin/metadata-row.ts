import { parseTimestamp } from './clock-time.js';
import { coordinatesOf } from './coordinates.js';
import { defined, type Finding } from './finding.js';
import { cleanText, parseNumber, quoted } from './text.js';

/**
 * Reads a row of metadata.csv: columns `datetime`, or `date` and `time` (ISO 8601, with an offset or not), `latitude`,
 * `longitude` (or `lat`, `lon`; degrees, positive in the north and the east), `site`.
 * @param row values by column name, in lower case
 */
export function readMetadataRow(row: Readonly<Record<string, string>>): Finding {
  const value = (...columns: readonly string[]): string => {
    const column = columns.find((name) => Object.hasOwn(row, name) && row[name]?.trim());
    return column === undefined ? '' : row[column]!.trim();
  };
  const problems: string[] = [];
  const [date, hours] = [value('date'), value('time')];
  // A date alone, or with a time such as "?", is no start.
  const inTwo = /\d/.test(hours) && date !== '' ? `${date}T${timeOfDay(hours)}` : '';
  const inOne = value('datetime');
  // A datetime that is a date alone does not hide a time in a column of its own.
  const text = inOne === '' || (inTwo !== '' && !timestampOf(inOne)) ? inTwo : inOne;
  const time = timestampOf(text);
  if (text !== '' && !time) problems.push(`has a date that is not like 2024-05-12T05:30:00: ${quoted(text)}`);
  const [latitude, longitude] = [value('latitude', 'lat'), value('longitude', 'lon', 'lng')];
  const coordinates = coordinatesOf(parseDegrees(latitude), parseDegrees(longitude));
  if (!coordinates && /[1-9]/.test(latitude + longitude)) {
    problems.push(`has coordinates that are none: ${quoted(`${latitude} ${longitude}`)}`);
  }
  return {
    source: 'metadata.csv',
    problems,
    ...defined({ time, coordinates, site: cleanText(value('site')) }),
  };
}

/** Reads an ISO 8601 timestamp, whose hour may have one digit. */
function timestampOf(text: string): ReturnType<typeof parseTimestamp> {
  return parseTimestamp(text.replace(/[T ](\d:)/, 'T0$1'));
}

/** Writes `5.30`, `0530`, `5h30` and `5:30 pm` as `05:30` and `17:30`; leaves other texts as they are. */
function timeOfDay(text: string): string {
  // A spreadsheet's fraction of a day, or half past midnight: who knows.
  if (/^0[.,]\d+$/.test(text)) return text;
  const [, hour, minute, second = '00', half] =
    /^(\d\d?)[:.h]?(\d\d)(?:[:.](\d\d))?(?: ?([ap])\.?m\.?)?$/i.exec(text) ?? [];
  if (hour === undefined) return text;
  if (half === undefined) return `${hour.padStart(2, '0')}:${minute}:${second}`;
  // Twelve comes before one, in both halves of the day.
  if (Number(hour) < 1 || Number(hour) > 12) return text;
  const hours = (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return `${String(hours).padStart(2, '0')}:${minute}:${second}`;
}

/** Spreadsheets of many languages write a comma. */
function parseDegrees(text: string): number | undefined {
  return parseNumber(text.replace(',', '.').replace(/°$/, ''));
}
