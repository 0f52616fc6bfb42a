import { clockTime, parseOffset } from './clock-time.js';
import { defined, type Finding } from './finding.js';
import { quoted } from './text.js';

const START =
  /Recorded at (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? (\d\d)\/(\d\d)\/(\d{4}) \(UTC([+-]\d{1,2}(?::\d\d)?)?\)/;
const SERIAL = /\bAudioMoth ([0-9A-F]{16})\b/i;
const DEPLOYMENT = /\bduring deployment ([0-9A-F]{16})\b/i;
const BATTERY = /\bbattery (?:state )?was (less than |greater than )?(\d{1,2}\.\d)V/;
const TEMPERATURE = /\btemperature was (-?\d{1,3}\.\d)C/;

/**
 * Reads the sentence that AudioMoth writes into its recordings: "Recorded at 05:30:00 12/05/2024 (UTC+1) by AudioMoth
 * 24F3190361D5E9A3 at medium gain while battery was 4.2V and temperature was 15.6C."; the date has its day first.
 *
 * Source: AudioMoth-Firmware-Basic (main.c, setHeaderComment), versions 1.0 to 1.12. Over the versions, the zone had
 * none, whole hours, then minutes too ("UTC-3:30", and "UTC-0:30"); the gain was a number, then a word; "battery state
 * was" became "battery was", with "less than" and "greater than" at its limits; the temperature was added; "during
 * deployment ID" may stand in place of "by AudioMoth ID"; "using external microphone", thresholds, filters, and the
 * reason why a recording was stopped may follow.
 * @returns undefined if it is another text
 */
export function readAudioMothComment(text: string): Finding | undefined {
  if (!/^\s*Recorded at /.test(text) || !/\b(AudioMoth|deployment|battery)\b/.test(text)) return undefined;
  const problems: string[] = [];
  const [, hour, minute, second, fraction, day, month, year, offset] = START.exec(text) ?? [];
  const time =
    hour === undefined
      ? undefined
      : clockTime(
          { date: [year!, month!, day!], time: [hour, minute!, second, fraction] },
          offset === undefined ? 0 : parseOffset(offset),
        );
  if (!time) problems.push(`has no readable date: ${quoted(text)}`);
  const [, bound, volts] = BATTERY.exec(text) ?? [];
  const temperature = TEMPERATURE.exec(text)?.[1];
  return {
    source: 'AudioMoth comment',
    problems,
    make: 'Open Acoustic Devices',
    model: 'AudioMoth',
    ...defined({
      time,
      serial: SERIAL.exec(text)?.[1],
      deployment: DEPLOYMENT.exec(text)?.[1],
      battery:
        volts === undefined
          ? undefined
          : { volts: Number(volts), ...(bound && ({ bound: bound.startsWith('less') ? 'below' : 'above' } as const)) },
      temperatureCelsius: temperature === undefined ? undefined : Number(temperature),
    }),
  };
}
