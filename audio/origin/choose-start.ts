import type { Temporal } from 'temporal-polyfill';
import { epochMilliseconds, formatClockTime, formatOffset, type ClockTime } from './clock-time.js';
import type { Finding } from './finding.js';
import type { OriginSource } from './names.js';
import type { RecordingStart } from './types.js';

/** A time and its source. */
interface Timed {
  readonly source: OriginSource;
  readonly time: ClockTime;
}

/** Times this close are the same: names have whole seconds, and some recorders take one to open the file. */
const SAME_MILLISECONDS = 2000;
/** A recorder whose clock was never set starts at 1970 or 2000. */
const EARLIEST_YEAR = 2001;

/** Names of the sources in a sentence. */
export const SOURCE_WORDS: Readonly<Record<OriginSource, string>> = {
  'metadata.csv': 'its row of metadata.csv',
  GUANO: 'its GUANO',
  wamd: 'its wamd chunk',
  'AudioMoth comment': 'its AudioMoth comment',
  'file name': 'its name',
  bext: 'its bext chunk',
  'LIST INFO': 'its LIST INFO chunk',
  folder: 'its folder',
};

/**
 * Chooses when a recording starts from what its sources say, in the order of `ORIGIN_SOURCES`:
 *
 * 1. metadata.csv: a person wrote it about this recording, perhaps to correct the others.
 * 2. GUANO, then wamd, then AudioMoth's comment: the recorder wrote them when it started. GUANO first, as it has a
 *    field for the offset, and later programs keep it correct (when they cut a file, for instance).
 * 3. The file name: the recorder's too, but anyone can change it, and it seldom has an offset.
 * 4. bext, then LIST INFO: where no recorder wrote them, an editor did, with the time of the export.
 *
 * An offset that the chosen source does not give is taken from another with the same time of the day, else from
 * `timezone`. A time of the day that occurs twice, when clocks are set back, is the first, and so is one that does not
 * occur when they are set forward: the time at which the old offset is still read (02:30 in Berlin is 01:30). Both give
 * a warning. Sources that disagree give one each.
 * @param findings in the order of trust
 * @param latest milliseconds since 1970 after which a date cannot be right
 * @returns problems without the file's name
 */
export function chooseStart(
  findings: readonly Finding[],
  { timezone, latest }: { readonly timezone?: string | undefined; readonly latest: number },
): { readonly start?: RecordingStart; readonly problems: readonly string[] } {
  const [chosen, ...others] = findings.flatMap(({ source, time }): Timed[] => (time ? [{ source, time }] : []));
  if (!chosen) return { problems: [] };
  const offset = [chosen, ...others].find(
    ({ time }) => time.offsetMinutes !== undefined && sameLocal(time, chosen.time),
  );
  const { zoned, problems: zoneProblems } = zonedOf(chosen.time, offset?.time.offsetMinutes, timezone);
  const local = zoned?.toPlainDateTime() ?? chosen.time.local;
  const start: RecordingStart = {
    local: local.toString(),
    ...(zoned && { utcOffset: zoned.offset, utc: zoned.toInstant().toString() }),
    ...(timezone !== undefined && { timezone }),
    source: chosen.source,
    ...(zoned && { offsetSource: offset?.source ?? 'timezone' }),
  };
  const problems = [...zoneProblems];
  if (chosen.time.local.year < EARLIEST_YEAR || epochMilliseconds(chosen.time) > latest) {
    problems.push(`${SOURCE_WORDS[chosen.source]} says ${formatClockTime(chosen.time)}: was the clock set?`);
  }
  for (const other of others) {
    if (agrees(other.time, chosen.time, zoned)) continue;
    const says = ({ source, time }: Timed): string => `${SOURCE_WORDS[source]} says ${formatClockTime(time)}`;
    problems.push(`${says(chosen)}, but ${says(other)}; using the former`);
  }
  return { start, problems };
}

interface Zoned {
  readonly zoned?: Temporal.ZonedDateTime;
  readonly problems: readonly string[];
}

function zonedOf({ local }: ClockTime, offsetMinutes: number | undefined, timezone: string | undefined): Zoned {
  if (offsetMinutes !== undefined) {
    const zoned = local.toZonedDateTime(formatOffset(offsetMinutes));
    return { zoned: timezone === undefined ? zoned : zoned.withTimeZone(timezone), problems: [] };
  }
  if (timezone === undefined) return { problems: [] };
  const zoned = local.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(timezone, { disambiguation: 'later' });
  if (zoned.equals(later)) return { zoned, problems: [] };
  const what = zoned.toPlainDateTime().equals(local) ? 'occurs twice' : 'does not occur';
  const used = zoned.toString({ timeZoneName: 'never' });
  return { zoned, problems: [`${local.toString()} ${what} in ${timezone}, as clocks change; using ${used}`] };
}

function sameLocal(a: ClockTime, b: ClockTime): boolean {
  return isClose(a.local, b.local);
}

function isClose(a: Temporal.PlainDateTime, b: Temporal.PlainDateTime): boolean {
  return Math.abs(epochMilliseconds({ local: a }) - epochMilliseconds({ local: b })) <= SAME_MILLISECONDS;
}

/** Whether two times can be the same: without offsets, a clock may show local time or UTC. */
function agrees(other: ClockTime, chosen: ClockTime, zoned: Temporal.ZonedDateTime | undefined): boolean {
  if (other.offsetMinutes !== undefined && zoned) {
    return Math.abs(epochMilliseconds(other) - zoned.epochMilliseconds) <= SAME_MILLISECONDS;
  }
  if (sameLocal(other, chosen)) return true;
  if (other.offsetMinutes !== undefined) {
    return Math.abs(epochMilliseconds(other) - epochMilliseconds(chosen)) <= SAME_MILLISECONDS;
  }
  if (!zoned) return false;
  return [zoned, zoned.withTimeZone('UTC')].some((time) => isClose(time.toPlainDateTime(), other.local));
}
