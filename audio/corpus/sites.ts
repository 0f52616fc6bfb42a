import type { Coordinates, OriginSource, RecordingOrigin } from '../origin/index.js';

/** Recordings of a site. */
export interface SiteReport {
  /** Absent for recordings whose site is not known. */
  readonly site?: string;
  readonly recordings: number;
  /** Number of recordings whose date and time are known. */
  readonly dated: number;
  /** Number of recordings that are dated, but in an unknown time zone. */
  readonly withoutOffset: number;
  /** Start of the first and of the last recording: `2024-05-12T05:30:00+02:00`, without offset if it is unknown. */
  readonly first?: string;
  readonly last?: string;
  /** Where dates were found. */
  readonly sources: readonly OriginSource[];
  /** Place of the first recording that has one. */
  readonly coordinates?: Coordinates;
}

/** Groups recordings by site; sorted by name, the unknown last. */
export function sitesOf(origins: readonly Omit<RecordingOrigin, 'warnings'>[]): SiteReport[] {
  const bySite = new Map<string | undefined, Omit<RecordingOrigin, 'warnings'>[]>();
  for (const origin of origins) {
    const site = origin.site?.value;
    const members = bySite.get(site);
    if (members) members.push(origin);
    else bySite.set(site, [origin]);
  }
  return [...bySite]
    .sort(([a], [b]) => (a === undefined ? 1 : b === undefined ? -1 : a < b ? -1 : 1))
    .map(([site, members]) => {
      const starts = members.flatMap(({ start }) => start ?? []);
      const times = starts
        .map(({ local, utc, utcOffset = '' }) => ({ order: utc ?? local, text: local + utcOffset }))
        .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
      const [first, last] = [times[0], times.at(-1)];
      const coordinates = members.find((member) => member.coordinates)?.coordinates?.value;
      return {
        ...(site !== undefined && { site }),
        recordings: members.length,
        dated: starts.length,
        withoutOffset: starts.filter(({ utc }) => utc === undefined).length,
        ...(first && { first: first.text }),
        ...(last && { last: last.text }),
        sources: [...new Set(starts.map(({ source }) => source))].sort(),
        ...(coordinates && { coordinates }),
      };
    });
}
