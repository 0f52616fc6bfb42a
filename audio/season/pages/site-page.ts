import { count, plural } from '../../../src/format-number.js';
import { html, joined, name, speciesName, type Html } from '../../pages/index.js';
import { dateSpan } from './date-span.js';
import type { SiteTally, SpeciesAtSite, SpeciesTally } from '../tally/index.js';
import { byHourOfDay, dayCount, HOUR_COLUMNS } from './activity.js';
import { addressFrom } from './addresses.js';
import type { PageContext } from './context.js';
import { countsTable } from './counts-table.js';
import { effortSection } from './effort-section.js';
import { heatTable } from './heat-table.js';
import { placesText } from './index-page.js';
import { heatKeys } from './keys.js';
import { INDEX } from './names.js';
import { seasonPage } from './page.js';
import { durationText, shortCount, siteName } from './words.js';

interface SpeciesHere {
  readonly tally: SpeciesTally;
  readonly here: SpeciesAtSite;
  /** Address of its page. */
  readonly address: string;
}

/** The page of a site: what was recorded there, and which species were detected. */
export function sitePage(context: PageContext, index: number): string {
  const { season, addresses } = context;
  const site = season.sites[index]!;
  const page = addresses.sites[index]!;
  const species = season.species
    .flatMap((tally, at): SpeciesHere[] => {
      const here = tally.sites.find((one) => one.site === index);
      return here ? [{ tally, here, address: addressFrom(page, addresses.species[at]!) }] : [];
    })
    .sort((a, b) => b.here.detections - a.here.detections);
  return seasonPage(context, {
    title: site.name === null ? 'Recordings without a site' : `${site.name}: recordings and birds`,
    header: html`<header>
      ${crumbs(context, index)}
      <h1>${site.name === null ? 'Recordings without a site' : siteName(site)}</h1>
      <p class="summary">
        ${count(species.length)} species, ${plural(site.detections, 'detection')}, ${durationText(site.seconds)}
        recorded.
      </p>
      ${facts(site)}
    </header>`,
    main: html`${speciesSection(site, species)} ${effortSection(site.hours, 'at this site')}`,
  });
}

function crumbs({ season, addresses }: PageContext, index: number): Html {
  const page = addresses.sites[index]!;
  return html`<nav class="crumbs" aria-label="Pages">
    <ul>
      <li><a href="${addressFrom(page, INDEX)}">All sites and species</a></li>
      ${[['previous', index - 1] as const, ['next', index + 1] as const].map(([words, other]) => {
        const site = season.sites[other];
        return (
          site !== undefined &&
          html`<li>${words}: <a href="${addressFrom(page, addresses.sites[other]!)}">${siteName(site)}</a></li>`
        );
      })}
    </ul>
  </nav>`;
}

function facts(site: SiteTally): Html {
  const span = dateSpan(site.hours);
  return html`<dl class="pairs facts">
    <dt>Recordings</dt>
    <dd>${count(site.recordings)}${site.undated > 0 && html`, ${count(site.undated)} without date`}</dd>
    ${
      span !== null &&
      html`<dt>From, to</dt>
        <dd>${span}, on ${plural(dayCount(site.hours), 'day')}</dd>`
    }
    <dt>Place</dt>
    <dd>${site.places.length === 0 ? 'not known' : placesText(site.places)}</dd>
    ${
      site.recorders.length > 0 &&
      html`<dt>${site.recorders.length === 1 ? 'Recorder' : 'Recorders'}</dt>
        <dd>
          ${joined(site.recorders.slice(0, 5).map(name), ', ')}${
            site.recorders.length > 5 && html` and ${count(site.recorders.length - 5)} others`
          }
        </dd>`
    }
  </dl>`;
}

function speciesSection(site: SiteTally, species: readonly SpeciesHere[]): Html {
  if (species.length === 0) {
    return html`<section aria-labelledby="species">
      <h2 id="species">Species</h2>
      <p>No species was detected here.</p>
    </section>`;
  }
  return html`<section aria-labelledby="species">
    <h2 id="species">Species</h2>
    ${countsTable(
      'Species',
      site.hours.size > 0,
      species.map(({ tally, here, address }) => ({
        ...{ name: speciesName(tally.species), address },
        ...{ counts: here, recordings: site.recordings },
      })),
    )}
    ${
      site.hours.size > 0 &&
      html`${heatKeys('detections')}
      ${heatTable({
        id: 'by-hour',
        caption: html`Detections here by hour of the day, local time, all days together`,
        corner: 'Species',
        columns: HOUR_COLUMNS,
        kind: 'hours',
        rows: species.map(({ tally, here }) => ({
          label: speciesName(tally.species),
          cells: byHourOfDay(here.hours, site.hours),
          total: count([...here.hours.values()].reduce((sum, value) => sum + value, 0)),
        })),
        totalLabel: 'All',
        text: shortCount,
      })}`
    }
  </section>`;
}
