import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Temporal } from 'temporal-polyfill';
import { systemErrorReason } from '../../src/files/index.js';
import { chooseSite } from './choose-site.js';
import { chooseStart, SOURCE_WORDS } from './choose-start.js';
import { readChunkFindings } from './chunk-findings.js';
import { readFileName } from './file-name.js';
import { readFlacFindings } from './flac-comments.js';
import { defined, type Finding } from './finding.js';
import { readMetadataRow } from './metadata-row.js';
import { checkTimezone } from './timezone-name.js';
import { ORIGIN_SOURCES, type OriginSource } from './names.js';
import type { OpenRecording, RecordedAtOptions, RecordingOrigin } from './types.js';

const DAY_MILLISECONDS = 86_400_000;

/** Does what `recordedAt` says. It is a module of its own because it loads the time zone library. */
export async function readOrigin(
  recording: string | OpenRecording,
  options: RecordedAtOptions,
): Promise<RecordingOrigin> {
  const { timezone, metadata, subfolder } = options;
  if (timezone !== undefined) checkTimezone(timezone);
  const file = typeof recording === 'string' ? recording : recording.file;
  const latest = options.latest ?? Temporal.Now.instant().epochMilliseconds + DAY_MILLISECONDS;
  const problems: string[] = [];
  const findings: readonly Finding[] = [
    ...(metadata ? [readMetadataRow(metadata)] : []),
    readFileName(file, latest),
    ...(await contentFindings(recording, problems)),
  ].sort((a, b) => ORIGIN_SOURCES.indexOf(a.source) - ORIGIN_SOURCES.indexOf(b.source));
  for (const finding of findings) {
    problems.push(...(finding.problems ?? []).map((problem) => `${SOURCE_WORDS[finding.source]} ${problem}`));
  }
  const { start, problems: startProblems } = chooseStart(findings, { timezone, latest });
  problems.push(...startProblems, ...contradictions(findings));
  return {
    ...defined({
      start,
      coordinates: first(findings, ({ coordinates }) => coordinates),
      site: chooseSite(findings, subfolder),
      make: first(findings, ({ make }) => make),
      model: first(findings, ({ model }) => model),
      serial: first(findings, ({ serial }) => serial),
      deployment: first(findings, ({ deployment }) => deployment),
      batteryVolts: batteryOf(findings),
      temperatureCelsius: first(findings, ({ temperatureCelsius }) => temperatureCelsius),
    }),
    warnings: [...new Set(problems)].map((problem) => `${file}: ${problem}`),
  };
}

/** Reads the file's content. One that cannot be read is a problem, not an error. */
async function contentFindings(recording: string | OpenRecording, problems: string[]): Promise<readonly Finding[]> {
  let handle: FileHandle | undefined;
  try {
    if (typeof recording !== 'string') return await findingsIn(recording.handle);
    // Without O_NONBLOCK (not on Windows), opening a pipe would wait for a writer.
    handle = await open(recording, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return (await handle.stat()).isFile() ? await findingsIn(handle) : [];
  } catch (error) {
    problems.push(`cannot be read: ${systemErrorReason(error)}`);
    return [];
  } finally {
    await handle?.close();
  }
}

/** Reads what recorders write into WAV files, or what is left of it in FLAC files. */
async function findingsIn(handle: FileHandle): Promise<readonly Finding[]> {
  return [...(await readChunkFindings(handle)), ...(await readFlacFindings(handle))];
}

/** Returns the value of the most trusted source that has one. */
function first<T>(
  findings: readonly Finding[],
  get: (finding: Finding) => T | undefined,
): { readonly value: T; readonly source: OriginSource } | undefined {
  for (const finding of findings) {
    const value = get(finding);
    if (value !== undefined) return { value, source: finding.source };
  }
  return undefined;
}

function batteryOf(findings: readonly Finding[]): RecordingOrigin['batteryVolts'] {
  const battery = first(findings, (finding) => finding.battery);
  if (!battery) return undefined;
  const { volts, bound } = battery.value;
  return { value: volts, source: battery.source, ...(bound && { bound }) };
}

/** Places that are further apart than this, in degrees, are two: 0.01 degrees of latitude are 1.1 km. */
const SAME_DEGREES = 0.01;

/** Says which sources contradict the most trusted one about the recorder, the place or the site. */
function contradictions(findings: readonly Finding[]): string[] {
  return [
    ...contradictionsOf(findings, ({ serial }) => serial, {
      differ: (a, b) => a.toLowerCase() !== b.toLowerCase(),
      format: (serial) => `serial number ${serial}`,
    }),
    ...contradictionsOf(findings, ({ coordinates }) => coordinates, {
      differ: (a, b) =>
        Math.abs(a.latitude - b.latitude) > SAME_DEGREES || Math.abs(a.longitude - b.longitude) > SAME_DEGREES,
      format: ({ latitude, longitude }) => `${latitude} ${longitude}`,
    }),
    ...contradictionsOf(findings, ({ site }) => site, {
      differ: (a, b) => a.toLowerCase() !== b.toLowerCase(),
      format: (site) => `site ${site}`,
    }),
  ];
}

function contradictionsOf<T>(
  findings: readonly Finding[],
  get: (finding: Finding) => T | undefined,
  { differ, format }: { readonly differ: (a: T, b: T) => boolean; readonly format: (value: T) => string },
): string[] {
  const chosen = first(findings, get);
  if (!chosen) return [];
  return findings.flatMap((finding) => {
    const value = get(finding);
    if (value === undefined || !differ(chosen.value, value)) return [];
    const says = `${SOURCE_WORDS[chosen.source]} says ${format(chosen.value)}`;
    return [`${says}, but ${SOURCE_WORDS[finding.source]} ${format(value)}; using the former`];
  });
}
