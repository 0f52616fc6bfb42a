import { count } from '../../../src/format-number.js';
import type { ReportCard, SpeciesReport } from '../types.js';
import { type Html, html, scoreText, scrolling, speciesName } from '../../pages/index.js';
import { rangeText } from './estimate-text.js';
import { sharedThreshold } from './caveats.js';
import { gradeMark } from './grade.js';
import { speciesId } from './species-section.js';

/** What would help most. */
export function adviceSection({ advice }: ReportCard): Html {
  return html`<section aria-labelledby="advice">
    <h2 id="advice">What would help most</h2>
    ${
      advice.length === 0
        ? html`<p>Nothing stands out.</p>`
        : html`<ol>
            ${advice.map((sentence) => html`<li>${sentence}</li>`)}
          </ol>`
    }
  </section>`;
}

/** A row for each species; on narrow screens, a block. */
export function overviewSection({ species }: ReportCard): Html {
  const shared = sharedThreshold(species);
  return html`<section aria-labelledby="overview">
    <h2 id="overview">All species</h2>
    ${scrolling(
      'overview-table',
      html`By grade, then by what is found and right. Found: how many of its recordings have a detection of it. Right:
      how many of its detections are right, and the 95% range, for these recordings.
      ${shared !== null && html`All have the threshold ${scoreText(shared)}.`}`,
      html`<table class="stacked">
        <thead>
          <tr>
            <th scope="col">Species</th>
            <th scope="col">Grade</th>
            <th scope="col">What to do</th>
            <th scope="col" class="n">Found</th>
            <th scope="col" class="n">Right</th>
            <th scope="col" class="n">Groups</th>
            ${shared === null && html`<th scope="col" class="n">Threshold</th>`}
          </tr>
        </thead>
        <tbody>
          ${species.map((report, index) => speciesRow(report, index, shared === null))}
        </tbody>
      </table>`,
    )}
  </section>`;
}

function speciesRow(report: SpeciesReport, index: number, hasThreshold: boolean): Html {
  const { right, wrong, missed, precision } = report.atThreshold;
  return html` <tr>
    <th scope="row" class="names"><a href="#${speciesId(index)}">${speciesName(report.species)}</a></th>
    <td>${gradeMark(report)}</td>
    <td class="sentence">${report.sentence}</td>
    <td class="n" data-label="Found">${outOf(right, right + missed)}</td>
    <td class="n" data-label="Right">
      ${outOf(right, right + wrong)} ${precision !== null && html`<span class="range">(${rangeText(precision)})</span>`}
    </td>
    <td class="n" data-label="Groups">${count(report.groups)}</td>
    ${hasThreshold && html`<td class="n" data-label="Threshold">${scoreText(report.threshold)}</td>`}
  </tr>`;
}

function outOf(part: number, all: number): string {
  return all === 0 ? 'none' : `${count(part)} of ${count(all)}`;
}
