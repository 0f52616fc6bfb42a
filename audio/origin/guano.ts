import { parseTimestamp } from './clock-time.js';
import { isNowhere, parsePair } from './coordinates.js';
import { defined, type Finding } from './finding.js';
import { cleanText, decodeBytes, parseNumber, quoted } from './text.js';

/** Most lines that are read: recorders write below fifty. */
const MAX_LINES = 2000;
/** Last part of a key, without its namespaces, under which programs store the name of a site. */
const SITE_KEYS = /(?:^|\|)(?:site|site name|station|station name)$/i;

/**
 * Reads a `guan` chunk: lines of `key: value` in UTF-8; keys may begin with namespaces, as in `OAD|Battery Voltage`.
 *
 * Sources: "GUANO - Grand Unified Acoustic Notation Ontology", version 1.0 (riggsd/guano-spec); `WA|Song Meter|Prefix`
 * from Wildlife Acoustics' "GUANO Metadata Namespace" (wildlifeacoustics.com/SCHEMA/GUANO.html); `OAD|Battery Voltage`,
 * which is 2.4 for anything less than 2.5 V and 5.0 for anything greater than 4.9 V, from AudioMoth-Firmware-Basic
 * (main.c). The specification has no field for a site: programs write `User|Site`, `NABat|Site Name` and the like.
 */
export function readGuano(bytes: Uint8Array): Finding {
  const values = fieldsOf(decodeBytes(bytes));
  const value = (key: string): string => values.get(key) ?? '';
  const problems: string[] = [];
  const timestamp = value('Timestamp');
  const time = parseTimestamp(timestamp);
  if (timestamp !== '' && !time) problems.push(`has a Timestamp that is none: ${quoted(timestamp)}`);
  const position = value('Loc Position');
  const coordinates = parsePair(position);
  if (!coordinates && !isNowhere(position)) problems.push(`has a Loc Position that is none: ${quoted(position)}`);
  const site = [...values].find(([key, text]) => SITE_KEYS.test(key) && text !== '')?.[1];
  const volts = parseNumber(value('OAD|Battery Voltage'));
  return {
    source: 'GUANO',
    problems,
    ...defined({
      time,
      coordinates,
      site,
      prefix: value('WA|Song Meter|Prefix'),
      make: value('Make'),
      model: value('Model'),
      serial: value('Serial'),
      battery: volts === undefined ? undefined : batteryOf(volts),
      temperatureCelsius: parseNumber(value('Temperature Ext')) ?? parseNumber(value('Temperature Int')),
    }),
  };
}

function batteryOf(volts: number): Finding['battery'] {
  if (volts === 2.4) return { volts: 2.5, bound: 'below' };
  if (volts === 5) return { volts: 4.9, bound: 'above' };
  return { volts };
}

/** Returns the values by key; the first of a key that occurs twice, which the specification forbids. */
function fieldsOf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n', MAX_LINES)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const key = cleanText(line.slice(0, colon));
    if (!values.has(key)) values.set(key, cleanText(line.slice(colon + 1)));
  }
  return values;
}
