import { readAudioMothComment } from './audiomoth-comment.js';
import { clockTime, type ClockTime } from './clock-time.js';
import { defined, type Finding } from './finding.js';
import { cleanText, decodeBytes, quoted } from './text.js';

/** Bytes of the fields that are read: up to and with TimeReference. */
export const BEXT_BYTES = 346;
/** Offsets and lengths of the fields. */
const FIELDS = {
  description: [0, 256],
  originator: [256, 32],
  originationDate: [320, 10],
  originationTime: [330, 8],
} as const;
const TIME_REFERENCE = 338;

/** Programs that write their own name where a recorder writes its. */
const PROGRAMS = /^(lavf|reaper|pro ?tools|adobe|audacity|sox|ffmpeg)/i;

/**
 * Reads a `bext` chunk. OriginationDate and OriginationTime are local time without a zone; the characters between their
 * numbers may be any. TimeReference counts the samples since midnight: it adds the fraction of a second where it agrees
 * with OriginationTime, and is ignored where it does not, as it may be a time code of the recordist's own. Description
 * is free text; AudioMoth's sentence is read if it stands there.
 *
 * Source: EBU Tech 3285 v2, "Specification of the Broadcast Wave Format", section 2.3.
 * @param sampleRateHz of the recording, if known
 */
export function readBext(bytes: Uint8Array, bigEndian: boolean, sampleRateHz?: number): Finding[] {
  const field = (name: keyof typeof FIELDS): string => {
    const [at, length] = FIELDS[name];
    return decodeBytes(bytes.subarray(at, at + length), { terminated: true });
  };
  const comment = readAudioMothComment(field('description'));
  const [date, time] = [field('originationDate'), field('originationTime')];
  const start = originationOf(date, time);
  const problems =
    !start && /[1-9]/.test(date) ? [`has an origination date that is none: ${quoted(`${date} ${time}`)}`] : [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples =
    bytes.length >= TIME_REFERENCE + 8 ? Number(view.getBigUint64(TIME_REFERENCE, !bigEndian)) : undefined;
  const originator = cleanText(field('originator'));
  return [
    ...(comment ? [comment] : []),
    {
      source: 'bext',
      problems,
      ...defined({
        time: start && withFraction(start, samples, sampleRateHz),
        model: PROGRAMS.test(originator) ? '' : originator,
      }),
    },
  ];
}

function originationOf(date: string, time: string): ClockTime | undefined {
  const [, year, month, day] = /^(\d{4})\D(\d\d)\D(\d\d)$/.exec(date) ?? [];
  const [, hour, minute, second] = /^(\d\d)\D(\d\d)\D(\d\d)$/.exec(time) ?? [];
  if (year === undefined || hour === undefined) return undefined;
  return clockTime({ date: [year, month!, day!], time: [hour, minute!, second] });
}

function withFraction(start: ClockTime, samples: number | undefined, sampleRateHz: number | undefined): ClockTime {
  if (samples === undefined || sampleRateHz === undefined || sampleRateHz === 0) return start;
  const { local } = start;
  const seconds = local.hour * 3600 + local.minute * 60 + local.second;
  if (Math.floor(samples / sampleRateHz) !== seconds) return start;
  const millisecond = Math.floor(((samples % sampleRateHz) * 1000) / sampleRateHz);
  return { ...start, local: local.with({ millisecond }) };
}
