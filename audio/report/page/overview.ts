import { count } from '../../../src/format-number.js';
import type { ReportCard, SpeciesReport } from '../types.js';
import { gradeMark } from './grade.js';
import { estimate } from './header.js';
import { html, name, type Html } from './html.js';
import { scrolling } from './scrolling.js';
import { speciesId } from './species-section.js';
import { scoreText } from './text.js';

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

/** A row for each species. */
export function overviewSection({ species }: ReportCard): Html {
  return html`<section aria-labelledby="overview">
    <h2 id="overview">All species</h2>
    ${scrolling(
      'overview-table',
      html`<table>
        <caption id="overview-table">
          At the threshold that classify uses. Found: recordings of the species in which it is detected. Right:
          recordings in which it is detected, and which it is in. Wrong: the others in which it is detected.
        </caption>
        <thead>
          <tr>
            <th scope="col">Species</th>
            <th scope="col">Grade</th>
            <th scope="col">What to do</th>
            <th scope="col" class="n">Recordings <span class="range">(groups)</span></th>
            <th scope="col" class="n">Threshold</th>
            <th scope="col" class="n">Found</th>
            <th scope="col" class="n">Right</th>
            <th scope="col" class="n">Wrong</th>
            <th scope="col" class="n">Average precision</th>
          </tr>
        </thead>
        <tbody>
          ${species.map(speciesRow)}
        </tbody>
      </table>`,
    )}
  </section>`;
}

function speciesRow(report: SpeciesReport, index: number): Html {
  const { right, wrong, missed } = report.atThreshold;
  return html` <tr>
    <th scope="row" class="names"><a href="#${speciesId(index)}">${name(report.species)}</a></th>
    <td>${gradeMark(report.grade)}</td>
    <td class="sentence">${report.sentence}</td>
    <td class="n">${count(report.recordings)} <span class="range">(${count(report.groups)})</span></td>
    <td class="n">${scoreText(report.threshold)}</td>
    <td class="n">${outOf(right, right + missed)}</td>
    <td class="n">${outOf(right, right + wrong)}</td>
    <td class="n">${count(wrong)}</td>
    <td class="n">${estimate(report.averagePrecision)}</td>
  </tr>`;
}

function outOf(part: number, all: number): string {
  return all === 0 ? '0' : `${count(part)} of ${count(all)}`;
}
