import { count, plural } from '../../../src/format-number.js';
import { html, joined, name, scoreText, speciesName, type Html } from '../../pages/index.js';
import { medianScore, type Season } from '../tally/index.js';
import { byHourOfDay, dayCount, HOUR_COLUMNS, periodsOf } from './activity.js';
import { addressFrom } from './addresses.js';
import type { PageContext } from './context.js';
import { dateSpan } from './date-span.js';
import { effortSection } from './effort-section.js';
import { heatTable } from './heat-table.js';
import { howMadeSection } from './how-made.js';
import { heatKeys } from './keys.js';
import { INDEX } from './names.js';
import { seasonPage } from './page.js';
import { problemSections } from './problems.js';
import { durationText, shortCount, shortDuration, siteName } from './words.js';

/** The page that opens first: what was recorded, what was detected, and where to look. */
export function indexPage(context: PageContext): string {
  const { season } = context;
  const problems = problemSections(season);
  const contents: readonly (readonly [string, string])[] = [
    ['species', 'Species'],
    ...(season.hours.size > 0 ? ([['when', 'Days and hours'] as const, ['effort', 'Recorded'] as const] as const) : []),
    ...(hasSites(season) ? [['sites', 'Sites'] as const] : []),
    ...problems.contents,
    ['how', 'How this was made'],
  ];
  return seasonPage(context, {
    title: `Birds in ${plural(season.recordings.length, 'recording')}`,
    header: html`<header>
      <h1>${headline(season)}</h1>
      ${facts(season)}
      <nav aria-label="Contents">
        <ul>
          ${contents.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
        </ul>
      </nav>
    </header>`,
    main: html`${speciesSection(context)} ${whenSection(context)} ${effortSection(season.hours, allSites(season))}
    ${sitesSection(context)} ${problems.sections} ${howMadeSection(context, INDEX)}`,
  });
}

/** Says of which sites a map is, if there are several. */
function allSites({ sites }: Season): string | null {
  return sites.length > 1 ? `all ${count(sites.length)} sites together` : null;
}

function headline({ species, recordings }: Season): string {
  const where = recordings.length === 1 ? '1 recording' : `${count(recordings.length)} recordings`;
  return species.length === 0
    ? `No birds detected in ${where}`
    : `${count(species.length)} species detected in ${where}`;
}

function hasSites({ sites }: Season): boolean {
  return sites.some((site) => site.name !== null);
}

function facts(season: Season): Html {
  const { recordings, sites, seconds, detections, failed, leftOut, zones, hours } = season;
  const span = dateSpan(hours);
  const undated = recordings.filter(({ clock }) => clock === undefined).length;
  const named = sites.filter((site) => site.name !== null);
  const missing = failed.length + leftOut.length;
  return html`<dl class="pairs facts">
    <dt>Detections</dt>
    <dd>${count(detections)}</dd>
    <dt>Recorded</dt>
    <dd>
      ${durationText(seconds)} in
      ${plural(recordings.length, 'recording')}${span !== null && html`, on ${plural(dayCount(hours), 'day')}`}
    </dd>
    ${
      span !== null &&
      html`<dt>From, to</dt>
        <dd>${span}</dd>`
    }
    ${
      named.length > 0 &&
      html`<dt>${named.length === 1 ? 'Site' : 'Sites'}</dt>
        <dd>${siteList(season)}</dd>`
    }
    ${
      span !== null &&
      html`<dt>Times</dt>
        <dd>${zonesText(zones)}</dd>`
    }
    ${
      undated > 0 &&
      html`<dt>Without date</dt>
        <dd><a href="#undated">${plural(undated, 'recording')}</a>, in no map of days and hours</dd>`
    }
    ${
      missing > 0 &&
      html`<dt>Not analysed</dt>
        <dd><a href="#failed">${plural(missing, 'file or folder', 'files or folders')}</a></dd>`
    }
  </dl>`;
}

function siteList({ sites }: Season): Html {
  const named = sites.filter((site) => site.name !== null);
  if (named.length > 8) return html`<a href="#sites">${count(named.length)} sites</a>`;
  return html`${joined(named.map(siteName), ', ')}`;
}

function zonesText(zones: Season['zones']): Html {
  const known = zones.filter((zone) => zone !== null);
  const unknown = zones.length > known.length;
  if (known.length === 0) {
    return html`as the recorders’ clocks showed them; <code>--timezone Europe/Berlin</code> states their time zone`;
  }
  const list = html`${joined(known.slice(0, 4).map(name), ', ')}${known.length > 4 && ' and others'}`;
  return html`local: ${list}${unknown && '; some as the recorders’ clocks showed them'}`;
}

function speciesSection({ season, addresses }: PageContext): Html {
  const { species, notDetected } = season;
  const absent = notDetected.length > 0 && html`<p>Not detected: ${joined(notDetected.map(speciesName), ', ')}.</p>`;
  if (species.length === 0) {
    return html`<section aria-labelledby="species">
      <h2 id="species">Species</h2>
      <p>
        No species reached its threshold. Thresholds come with the model; <code>--precision 0.7</code> lowers them if
        the model can, <code>--threshold 0.5</code> replaces them: both find more birds and more mistakes.
      </p>
      ${absent}
    </section>`;
  }
  const known = Object.keys(season.analysis.thresholds ?? {}).length || species.length + notDetected.length;
  const hasDays = season.hours.size > 0;
  const hasSeveralSites = season.sites.length > 1;
  const hasUnknown = species.some(({ unknown }) => unknown > 0);
  return html`<section aria-labelledby="species">
    <h2 id="species">Species</h2>
    <p>
      A detection is a part of a recording that the model takes for the species. It may be wrong: listen to the best and
      the least certain ones on each species’ page. The model knows ${count(known)} species; any other bird gets one of
      their names, or none.
    </p>
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Species</th>
          <th scope="col" class="n">Detections</th>
          <th scope="col" class="n">Recordings</th>
          ${hasDays && html`<th scope="col" class="n">Days</th>`}
          ${hasSeveralSites && html`<th scope="col" class="n">Sites</th>`}
          <th scope="col" class="n">Best score</th>
          <th scope="col" class="n">Median</th>
          ${hasUnknown && html`<th scope="col" class="n">Unknown?</th>`}
        </tr>
      </thead>
      <tbody>
        ${species.map(
          (tally, index) =>
            html`<tr>
              <th scope="row" class="names">
                <a href="${addressFrom(INDEX, addresses.species[index]!)}">${speciesName(tally.species)}</a>
              </th>
              <td class="n" data-label="Detections">${count(tally.detections.length)}</td>
              <td class="n" data-label="Recordings">${count(tally.recordings)}</td>
              ${hasDays && html`<td class="n" data-label="Days">${count(dayCount(tally.hours))}</td>`}
              ${hasSeveralSites && html`<td class="n" data-label="Sites">${count(tally.sites.length)}</td>`}
              <td class="n" data-label="Best score">
                ${scoreText(Math.max(...tally.sites.map(({ bestScore }) => bestScore)))}
              </td>
              <td class="n" data-label="Median">${scoreText(medianScore(tally.detections))}</td>
              ${hasUnknown && html`<td class="n" data-label="Unknown?">${count(tally.unknown)}</td>`}
            </tr>`,
        )}
      </tbody>
    </table>
    ${absent}
    <p>
      For spreadsheets, R and pandas: <a href="detections.csv">every detection</a>,
      <a href="summary.csv">species by hour, with the minutes recorded</a>, <a href="recordings.csv">every file</a>.
    </p>
  </section>`;
}

function whenSection({ season }: PageContext): Html | null {
  const { species, hours } = season;
  if (hours.size === 0 || species.length === 0) return null;
  const periods = periodsOf(hours);
  const row = (index: number, cells: readonly (number | null)[]) => {
    const { species: text, detections, undated } = species[index]!;
    return { label: speciesName(text), cells, total: count(detections.length - undated) };
  };
  const unit = { day: 'day', week: 'week, by its Monday', month: 'month' }[periods.unit];
  return html`<section aria-labelledby="when">
    <h2 id="when">Days and hours</h2>
    ${heatKeys('detections')}
    ${heatTable({
      id: 'by-hour',
      caption: html`Detections by hour of the day, local time, all days together`,
      corner: 'Species',
      columns: HOUR_COLUMNS,
      kind: 'hours',
      rows: species.map((tally, index) => row(index, byHourOfDay(tally.hours, hours))),
      totalLabel: 'All',
      text: shortCount,
    })}
    ${
      periods.columns.length > 1 &&
      heatTable({
        id: 'by-day',
        caption: html`Detections by ${unit}`,
        corner: 'Species',
        columns: periods.columns,
        kind: 'periods',
        rows: species.map((tally, index) => row(index, periods.cells(tally.hours, hours))),
        totalLabel: 'All',
        text: shortCount,
      })
    }
  </section>`;
}

function sitesSection({ season, addresses }: PageContext): Html | null {
  const { sites, species, hours } = season;
  if (!hasSites(season)) return null;
  return html`<section aria-labelledby="sites">
    <h2 id="sites">Sites</h2>
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Site</th>
          <th scope="col" class="n">Recordings</th>
          <th scope="col" class="n">Recorded</th>
          ${hours.size > 0 && html`<th scope="col" class="n">Days</th>`}
          <th scope="col" class="n">Species</th>
          <th scope="col" class="n">Detections</th>
          <th scope="col">Place</th>
        </tr>
      </thead>
      <tbody>
        ${sites.map(
          (site, index) =>
            html`<tr>
              <th scope="row" class="names">
                <a href="${addressFrom(INDEX, addresses.sites[index]!)}">${siteName(site)}</a>
              </th>
              <td class="n" data-label="Recordings">${count(site.recordings)}</td>
              <td class="n" data-label="Recorded">${shortDuration(site.seconds)}</td>
              ${hours.size > 0 && html`<td class="n" data-label="Days">${count(dayCount(site.hours))}</td>`}
              <td class="n" data-label="Species">
                ${count(species.filter((tally) => tally.sites.some((here) => here.site === index)).length)}
              </td>
              <td class="n" data-label="Detections">${count(site.detections)}</td>
              <td data-label="Place">${site.places.length === 0 ? 'not known' : placesText(site.places)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** Coordinates of a site; of several, the first. */
export function placesText(places: readonly string[]): string {
  const [first = '', ...others] = places;
  return others.length === 0 ? first : `${first} and ${plural(others.length, 'other place')}`;
}
