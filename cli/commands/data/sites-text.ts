import type { CorpusReport } from '../../../audio/corpus/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { plural } from '../../ui/words.js';

/** Most sites in the table. */
const MAX_SITES = 30;

/** Formats when and where recordings were made: a table of sites, and how many recordings have a date. */
export function sitesText({ sites, recordings }: Pick<CorpusReport, 'sites' | 'recordings'>): string[] {
  const sum = (key: 'dated' | 'withoutOffset'): number => sites.reduce((total, site) => total + site[key], 0);
  const [dated, withoutOffset] = [sum('dated'), sum('withoutOffset')];
  const unknown = sites.every(({ site, coordinates }) => site === undefined && !coordinates);
  if (dated === 0 && unknown) return ['Dates: none in names, files or metadata.csv'];
  const zone = withoutOffset > 0 ? `, ${withoutOffset} in an unknown time zone (--timezone)` : '';
  const more = sites.length - MAX_SITES;
  return [
    `Dates: ${dated} of ${plural(recordings, 'recording')}${zone}`,
    plainTable(
      [
        { title: 'site' },
        { title: 'recordings', align: 'right' },
        { title: 'dated', align: 'right' },
        { title: 'first' },
        { title: 'last' },
        { title: 'place' },
        { title: 'dates from' },
      ],
      sites
        .slice(0, MAX_SITES)
        .map((site) => [
          site.site ?? '(unknown)',
          String(site.recordings),
          String(site.dated),
          day(site.first),
          day(site.last),
          site.coordinates ? `${site.coordinates.latitude} ${site.coordinates.longitude}` : '-',
          site.sources.join(', ') || '-',
        ]),
    ),
    ...(more > 0 ? [`  and ${plural(more, 'site')} more: --json lists all`] : []),
  ];
}

/** `2024-05-12 05:30:00 +02:00`. */
function day(time: string | undefined): string {
  return time?.replace('T', ' ').replace(/(?=[+-]\d\d:\d\d$)/, ' ') ?? '-';
}
