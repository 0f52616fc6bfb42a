import { plural } from '../../../src/format-number.js';
import type { ReportCard } from '../types.js';
import { html, name, type Html } from './html.js';
import { scrolling } from './scrolling.js';
import { NOT_MEASURED, wholePercent } from './text.js';

/** Measures of segments without their context. */
export function segmentsSection({ segments, confusion }: ReportCard): Html {
  const heading = html`<h2 id="segments">Segments by themselves</h2>`;
  if (segments === null) {
    return html`<section aria-labelledby="segments">
      ${heading}
      <p>Not measured.</p>
    </section>`;
  }
  const { accuracy, averagePrecision, auroc } = segments;
  const measured = (value: number | undefined): string => (value === undefined ? NOT_MEASURED : wholePercent(value));
  return html`<section aria-labelledby="segments">
    ${heading}
    <p>
      The same predictions for each of ${plural(segments.segments, 'short segment')}, without the sound around it. A
      segment counts as right if its best species is in its recording, so pauses between songs count against the model.
    </p>
    <dl class="pairs">
      <dt>Right</dt>
      <dd>${wholePercent(accuracy)}</dd>
      <dt>Average precision, mean of the species</dt>
      <dd>${measured(averagePrecision)}</dd>
      <dt>AUROC, mean of the species</dt>
      <dd>${measured(auroc)}</dd>
    </dl>
    ${scrolling(
      'segments-table',
      html`<table>
        <caption id="segments-table">
          Segments, by species
        </caption>
        <thead>
          <tr>
            <th scope="col">Species</th>
            <th scope="col" class="n">Average precision</th>
            <th scope="col" class="n">AUROC</th>
          </tr>
        </thead>
        <tbody>
          ${segments.bySpecies.map(
            (measures, index) =>
              html` <tr>
                <th scope="row" class="names">${name(confusion.species[index] ?? '')}</th>
                <td class="n">${measured(measures?.averagePrecision)}</td>
                <td class="n">${measured(measures?.auroc)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
    )}
  </section>`;
}
