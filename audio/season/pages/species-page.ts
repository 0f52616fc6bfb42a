import { count, plural } from '../../../src/format-number.js';
import { html, name, scoreText, shownName, speciesName, spanText, type Html } from '../../pages/index.js';
import { bestDetections, medianScore, type SeasonDetection, type SpeciesTally } from '../tally/index.js';
import { byHourOfDay, dayCount, dayRows, HOUR_COLUMNS } from './activity.js';
import { addressFrom } from './addresses.js';
import type { PageContext } from './context.js';
import { countsTable } from './counts-table.js';
import { detectionCard, UNKNOWN } from './detection-card.js';
import { heatTable } from './heat-table.js';
import { heatKeys } from './keys.js';
import { numbersByDay } from './numbers-by-day.js';
import { INDEX } from './names.js';
import { seasonPage } from './page.js';
import { hourText, shortCount, siteName, whenText } from './words.js';

/** Rows of the table of detections. */
const MOST_ROWS = 200;

/** The page of a species: when and where it was detected, with sounds. */
export function speciesPage(context: PageContext, index: number): string {
  const { season, addresses, chosen } = context;
  const tally = season.species[index]!;
  const page = addresses.species[index]!;
  const { best, median, least } = chosen[index]!;
  const hasClips = best.length > 0;
  const all = hasClips && best.length === tally.detections.length;
  return seasonPage(context, {
    title: `${shownName(tally.species)}: detections`,
    header: html`<header>
      ${crumbs(context, index)}
      <h1>${speciesName(tally.species)}</h1>
      <p class="summary">${summary(context, tally)}</p>
      ${scores(tally)}
    </header>`,
    main: html`${mapSection(context, tally)}
    ${cardsSection(context, page, {
      id: 'best',
      title: all ? 'Its detections' : 'Best detections',
      text: 'If these are wrong, all are in doubt. The bar above a spectrogram is the detection.',
      detections: best,
    })}
    ${cardsSection(context, page, {
      id: 'median',
      title: 'Typical detections',
      text: 'From the middle of the ranking.',
      detections: median,
    })}
    ${cardsSection(context, page, {
      id: 'least',
      title: 'Least certain detections',
      text: 'With the lowest scores. If these are wrong, a higher --threshold leaves them out.',
      detections: least,
    })}
    ${sitesSection(context, tally, page)} ${tableSection(context, tally, page)}`,
  });
}

function crumbs({ season, addresses }: PageContext, index: number): Html {
  const page = addresses.species[index]!;
  const link = (other: number, words: string): Html | null => {
    const tally = season.species[other];
    if (tally === undefined) return null;
    return html`<li>
      ${words}: <a href="${addressFrom(page, addresses.species[other]!)}">${speciesName(tally.species)}</a>
    </li>`;
  };
  return html`<nav class="crumbs" aria-label="Pages">
    <ul>
      <li><a href="${addressFrom(page, INDEX)}">All species</a></li>
      ${link(index - 1, 'previous')} ${link(index + 1, 'next')}
    </ul>
  </nav>`;
}

function summary({ season }: PageContext, { detections, recordings, hours, sites }: SpeciesTally): string {
  const parts = [
    `${plural(detections.length, 'detection')} in ${count(recordings)} of ` +
      plural(season.recordings.length, 'recording'),
  ];
  const days = dayCount(season.hours);
  if (days > 0) parts.push(`on ${count(dayCount(hours))} of ${plural(days, 'day')}`);
  const isNamed = (index: number): boolean => season.sites[index]!.name !== null;
  const named = season.sites.filter((site) => site.name !== null).length;
  const here = sites.filter(({ site }) => isNamed(site)).length;
  if (named > 1) parts.push(`at ${count(here)} of ${plural(named, 'site')}`);
  return `${parts.join(', ')}.`;
}

function scores({ detections, unknown, undated, hours, sites }: SpeciesTally): Html {
  const lowest = detections.score.reduce((least, score) => Math.min(least, score), 1);
  const best = Math.max(...sites.map(({ bestScore }) => bestScore));
  const busiest = byHourOfDay(hours, hours)
    .map((value, hour) => ({ value: value ?? 0, hour }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value || a.hour - b.hour)
    .slice(0, 3)
    .map(({ value, hour }) => `${hourText(hour)} (${count(value)})`);
  return html`<dl class="pairs facts">
    <dt>Scores</dt>
    <dd>${scoreText(lowest)} to ${scoreText(best)}, median ${scoreText(medianScore(detections))}</dd>
    ${
      busiest.length > 0 &&
      html`<dt>Busiest hours</dt>
        <dd>${busiest.join(', ')}</dd>`
    }
    ${
      unknown > 0 &&
      html`<dt>${UNKNOWN}</dt>
        <dd>${count(unknown)} of ${plural(detections.length, 'detection')} may be of another species</dd>`
    }
    ${
      undated > 0 &&
      html`<dt>Without date</dt>
        <dd>${plural(undated, 'detection')}, not in the map</dd>`
    }
  </dl>`;
}

function mapSection({ season }: PageContext, { hours, sites }: SpeciesTally): Html | null {
  if (season.hours.size === 0) return null;
  const { rows, unit } = dayRows(hours, season.hours, count);
  const together = season.sites.length > 1 && html`, all ${count(season.sites.length)} sites together`;
  return html`<section aria-labelledby="when">
    <h2 id="when">Days and hours</h2>
    ${heatKeys('detections')}
    ${heatTable({
      id: 'day-map',
      caption: html`Detections by ${unit === 'Day' ? 'day' : 'week'} and hour, local time${together}`,
      corner: unit,
      columns: HOUR_COLUMNS,
      kind: 'days',
      rows,
      totalLabel: 'All',
      text: shortCount,
    })}
    ${numbersByDay(hours, season.hours)}
    ${
      season.sites.length > 1 &&
      heatTable({
        id: 'site-map',
        caption: html`Detections by site and hour of the day`,
        corner: 'Site',
        columns: HOUR_COLUMNS,
        kind: 'hours',
        rows: season.sites.flatMap((site, index) => {
          if (site.hours.size === 0) return [];
          const here = sites.find((at) => at.site === index)?.hours ?? new Map<number, number>();
          const total = [...here.values()].reduce((sum, value) => sum + value, 0);
          return [{ label: siteName(site), cells: byHourOfDay(here, site.hours), total: count(total) }];
        }),
        totalLabel: 'All',
        text: shortCount,
      })
    }
  </section>`;
}

interface CardsSection {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly detections: readonly SeasonDetection[];
}

function cardsSection(context: PageContext, page: string, { id, title, text, detections }: CardsSection): Html | null {
  if (detections.length === 0) return null;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <p>${text}</p>
    <ul class="cards clips">
      ${detections.map((detection) => detectionCard(context, detection, page))}
    </ul>
  </section>`;
}

function sitesSection({ season, addresses }: PageContext, { sites }: SpeciesTally, page: string): Html | null {
  if (season.sites.length < 2) return null;
  return html`<section aria-labelledby="sites">
    <h2 id="sites">Sites</h2>
    ${countsTable(
      'Site',
      season.hours.size > 0,
      sites.map((counts) => {
        const site = season.sites[counts.site]!;
        const address = addressFrom(page, addresses.sites[counts.site]!);
        return { name: siteName(site), address, counts, recordings: site.recordings };
      }),
    )}
  </section>`;
}

function tableSection({ season }: PageContext, { detections, unknown }: SpeciesTally, page: string): Html {
  const rows = bestDetections(detections, MOST_ROWS);
  const hasSite = season.sites.some((site) => site.name !== null);
  const which =
    rows.length < detections.length
      ? `The ${count(rows.length)} of ${count(detections.length)} detections with the highest scores`
      : `All ${plural(detections.length, 'detection')}, the highest score first`;
  return html`<section aria-labelledby="all">
    <h2 id="all">Detections</h2>
    <p>Every detection of every species: <a href="${addressFrom(page, 'detections.csv')}">detections.csv</a>.</p>
    <details>
      <summary>${which}</summary>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col" class="n">Score</th>
            ${hasSite && html`<th scope="col">Site</th>`}
            <th scope="col">File</th>
            <th scope="col">In the file</th>
            ${unknown > 0 && html`<th scope="col">Unknown?</th>`}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => {
            const { file, site, clock } = season.recordings[row.recording]!;
            return html`<tr>
              <th scope="row" class="when">${whenText(clock, row.startSeconds) ?? 'no date'}</th>
              <td class="n" data-label="Score">${scoreText(row.score)}</td>
              ${hasSite && html`<td data-label="Site">${siteName(season.sites[site]!)}</td>`}
              <td data-label="File"><code>${name(file)}</code></td>
              <td class="when" data-label="In the file">${spanText(row.startSeconds, row.endSeconds)}</td>
              ${unknown > 0 && html`<td>${row.unknown && UNKNOWN}</td>`}
            </tr>`;
          })}
        </tbody>
      </table>
    </details>
  </section>`;
}
