import type { Coordinates } from '../../origin/index.js';
import { type AllResults, type Detection, type Origin, type RecordingResult, warningsOf } from '../../results/index.js';
import { addDetection, createDetections, type DetectionColumns } from './detection-columns.js';
import { forEachHour, hourOf, localClock, localTimeAt, type LocalClock } from './local-clock.js';

/** A recording, without its results. */
export interface SeasonRecording {
  readonly key: string;
  readonly file: string;
  readonly path: string;
  /** Index in `Season.sites`. */
  readonly site: number;
  /** Absent if its date is not known. */
  readonly clock?: LocalClock;
  readonly detections: number;
  readonly warnings: readonly string[];
}

/** What was recorded at a site. */
export interface SiteTally {
  /** Null: of the recordings whose site is not known. */
  readonly name: string | null;
  readonly recordings: number;
  readonly undated: number;
  readonly seconds: number;
  readonly detections: number;
  /** Recorded seconds by local hour. */
  readonly hours: ReadonlyMap<number, number>;
  /** `52.52, 13.4`; several if recordings differ by more than GPS does from night to night. */
  readonly places: readonly string[];
  /** Maker, model and serial number; several if recordings differ. */
  readonly recorders: readonly string[];
}

/** Detections of a species at a site. */
export interface SpeciesAtSite {
  readonly site: number;
  readonly detections: number;
  /** Recordings with a detection. */
  readonly recordings: number;
  readonly bestScore: number;
  /** Detections by local hour; without those that have no date. */
  readonly hours: ReadonlyMap<number, number>;
}

/** Detections of a species. */
export interface SpeciesTally {
  readonly species: string;
  readonly detections: DetectionColumns;
  readonly recordings: number;
  /** Detections that may be of another species. */
  readonly unknown: number;
  /** Detections without a date. */
  readonly undated: number;
  readonly sites: readonly SpeciesAtSite[];
  /** Detections at all sites, by local hour. */
  readonly hours: ReadonlyMap<number, number>;
}

/** What the recordings of a results folder hold, counted. Memory grows with them by some hundred bytes each. */
export interface Season extends Pick<AllResults, 'analysis' | 'failed' | 'leftOut'> {
  /** Sorted by folder and name. */
  readonly recordings: readonly SeasonRecording[];
  /** Sorted by name; unknown sites last. */
  readonly sites: readonly SiteTally[];
  /** With detections; most of them first, then by name. */
  readonly species: readonly SpeciesTally[];
  /** Species that results name without a detection, sorted. */
  readonly notDetected: readonly string[];
  readonly seconds: number;
  /** Lowest sampling rate of the recordings, where it is known. */
  readonly lowestRateHz?: number;
  readonly detections: number;
  /** Recorded seconds at all sites, by local hour. */
  readonly hours: ReadonlyMap<number, number>;
  /** Whose time local times are, sorted: time zones, offsets (`+02:00`); `null` last: of the recorder's clock. */
  readonly zones: readonly (string | null)[];
}

type Writable<T> = { -readonly [key in keyof T]: T[key] extends ReadonlyMap<infer K, infer V> ? Map<K, V> : T[key] };

interface OpenSite extends Omit<Writable<SiteTally>, 'places' | 'recorders'> {
  readonly places: Map<string, Coordinates>;
  readonly recorders: Set<string>;
}

interface OpenSpecies {
  readonly detections: DetectionColumns;
  readonly sites: Map<OpenSite, Writable<SpeciesAtSite>>;
  unknown: number;
  undated: number;
}

/** Counts all results, one recording at a time. */
export async function collectSeason(results: AllResults): Promise<Season> {
  const { analysis, failed, leftOut } = results;
  const sites = new Map<string | null, OpenSite>();
  const species = new Map<string, OpenSpecies>();
  const notDetected = new Set<string>();
  const zones = new Set<string | null>();
  const recordings: (Omit<SeasonRecording, 'site'> & { readonly site: OpenSite })[] = [];
  let lowestRateHz = Infinity;

  const siteOf = (name: string | null): OpenSite => {
    const site = sites.get(name) ?? newSite(name);
    sites.set(name, site);
    return site;
  };
  for await (const { key, path, result } of results.recordings()) {
    const { origin, durationSeconds, detections, file } = result;
    const warnings = warningsOf(result);
    const clock = origin?.start && localClock(origin.start, durationSeconds);
    const site = siteOf(origin?.site?.value ?? null);
    addRecording(site, result, clock);
    lowestRateHz = Math.min(lowestRateHz, result.sampleRateHz ?? Infinity);
    if (origin?.start) zones.add(origin.start.timezone ?? origin.start.utcOffset ?? null);
    for (const ranked of result.species) notDetected.add(ranked.species);
    countDetections(species, { detections, recording: recordings.length, site, clock });
    recordings.push({ key, file, path, site, ...(clock && { clock }), detections: detections.length, warnings });
  }

  const ordered = [...sites.values()].sort((a, b) => byName(a.name, b.name));
  const indexOf = new Map(ordered.map((site, index) => [site, index]));
  for (const name of species.keys()) notDetected.delete(name);
  return {
    ...{ analysis, failed, leftOut },
    recordings: recordings.map((recording) => ({ ...recording, site: indexOf.get(recording.site)! })),
    sites: ordered.map((site) => ({
      ...site,
      places: sorted(placeTexts(site.places)),
      recorders: sorted(site.recorders),
    })),
    species: [...species]
      .map(([name, open]) => finishSpecies(name, open, indexOf))
      .sort((a, b) => b.detections.length - a.detections.length || byName(a.species, b.species)),
    notDetected: sorted(notDetected),
    seconds: sum(ordered.map(({ seconds }) => seconds)),
    ...(lowestRateHz < Infinity && { lowestRateHz }),
    detections: sum(ordered.map(({ detections }) => detections)),
    hours: added(ordered.map(({ hours }) => hours)),
    zones: [...zones].sort(byName),
  };
}

function newSite(name: string | null): OpenSite {
  const counts = { recordings: 0, undated: 0, seconds: 0, detections: 0 };
  return { name, ...counts, hours: new Map(), places: new Map(), recorders: new Set() };
}

function addRecording(site: OpenSite, { origin, durationSeconds, detections }: RecordingResult, clock?: LocalClock) {
  site.recordings++;
  site.seconds += durationSeconds;
  site.detections += detections.length;
  if (!clock) site.undated++;
  else forEachHour(clock, durationSeconds, (hour, seconds) => add(site.hours, hour, seconds));
  if (origin?.coordinates) addPlace(site.places, origin.coordinates.value);
  const recorder = recorderOf(origin);
  if (recorder !== '') site.recorders.add(recorder);
}

/** Places that are nearer than this, in degrees, are one: about 100 m. */
const SAME_DEGREES = 0.001;

/** @param places by their cell in a grid: a near place is in the same cell or beside it */
function addPlace(places: Map<string, Coordinates>, place: Coordinates): void {
  const [row, column] = [place.latitude, place.longitude].map((degrees) => Math.floor(degrees / SAME_DEGREES));
  for (const i of [-1, 0, 1]) {
    for (const j of [-1, 0, 1]) {
      const other = places.get(`${row! + i} ${column! + j}`);
      if (other && distanceDegrees(other, place) < SAME_DEGREES) return;
    }
  }
  places.set(`${row} ${column}`, place);
}

function placeTexts(places: ReadonlyMap<string, Coordinates>): string[] {
  return [...places.values()].map(({ latitude, longitude }) => `${latitude}, ${longitude}`);
}

function distanceDegrees(a: Coordinates, b: Coordinates): number {
  return Math.max(Math.abs(a.latitude - b.latitude), Math.abs(a.longitude - b.longitude));
}

function recorderOf(origin: Origin | undefined): string {
  const { make, model, serial } = origin ?? {};
  return [make, model, serial].flatMap((found) => (found ? [found.value] : [])).join(' ');
}

interface RecordingDetections {
  readonly detections: readonly Detection[];
  readonly recording: number;
  readonly site: OpenSite;
  readonly clock: LocalClock | undefined;
}

function countDetections(
  all: Map<string, OpenSpecies>,
  { detections, recording, site, clock }: RecordingDetections,
): void {
  const found = new Set<OpenSpecies>();
  for (const detection of detections) {
    const open = all.get(detection.species) ?? newSpecies();
    all.set(detection.species, open);
    addDetection(open.detections, recording, detection);
    if (detection.unknown === true) open.unknown++;
    const here = open.sites.get(site) ?? newSpeciesAtSite();
    open.sites.set(site, here);
    here.detections++;
    here.bestScore = Math.max(here.bestScore, detection.probability);
    if (!found.has(open)) here.recordings++;
    found.add(open);
    if (clock) add(here.hours, hourOf(localTimeAt(clock, detection.startSeconds)), 1);
    else open.undated++;
  }
}

function newSpeciesAtSite(): Writable<SpeciesAtSite> {
  return { site: 0, detections: 0, recordings: 0, bestScore: 0, hours: new Map() };
}

function newSpecies(): OpenSpecies {
  return { detections: createDetections(), sites: new Map(), unknown: 0, undated: 0 };
}

function finishSpecies(
  species: string,
  { detections, sites, unknown, undated }: OpenSpecies,
  indexOf: ReadonlyMap<OpenSite, number>,
): SpeciesTally {
  const atSites = [...sites].map(([site, here]) => ({ ...here, site: indexOf.get(site)! }));
  return {
    ...{ species, detections, unknown, undated },
    recordings: sum(atSites.map(({ recordings }) => recordings)),
    sites: atSites.sort((a, b) => a.site - b.site),
    hours: added(atSites.map(({ hours }) => hours)),
  };
}

function add(map: Map<number, number>, key: number, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}

/** Adds up maps by key. */
function added(maps: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const total = new Map<number, number>();
  for (const map of maps) for (const [key, value] of map) add(total, key, value);
  return total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sorted(values: Iterable<string>): string[] {
  return [...values].sort(byName);
}

/** By code units, which are the same everywhere; null last. */
function byName(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
}
