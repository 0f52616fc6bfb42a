import { count } from '../../../src/format-number.js';
import { html, scoreText, type Html } from '../../pages/index.js';
import type { SpeciesAtSite } from '../tally/index.js';
import { dayCount } from './activity.js';

/** A species at a site: either can be the row's name. */
export interface CountsRow {
  readonly name: Html;
  readonly address: string;
  readonly counts: SpeciesAtSite;
  /** All recordings at the site. */
  readonly recordings: number;
}

/**
 * A table of species at a site, or of sites of a species.
 * @param heading of the column of names
 * @param hasDays whether any recording has a date
 */
export function countsTable(heading: string, hasDays: boolean, rows: readonly CountsRow[]): Html {
  return html`<table class="stacked">
    <thead>
      <tr>
        <th scope="col">${heading}</th>
        <th scope="col" class="n">Detections</th>
        <th scope="col" class="n">Recordings with it</th>
        ${hasDays && html`<th scope="col" class="n">Days</th>`}
        <th scope="col" class="n">Best score</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, address, counts, recordings }) =>
          html`<tr>
            <th scope="row" class="names"><a href="${address}">${name}</a></th>
            <td class="n" data-label="Detections">${count(counts.detections)}</td>
            <td class="n" data-label="Recordings">${count(counts.recordings)} of ${count(recordings)}</td>
            ${hasDays && html`<td class="n" data-label="Days">${count(dayCount(counts.hours))}</td>`}
            <td class="n" data-label="Best score">${scoreText(counts.bestScore)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
