import { plural } from '../../../src/format-number.js';
import type { ReportCard } from '../types.js';
import { type Html, html, scrolling, speciesName, wholePercent } from '../../pages/index.js';
import { NOT_MEASURED, estimateText } from './estimate-text.js';
import { foldedSection } from './folded.js';

/** Measures that need no threshold: of recordings, and of segments without their context. */
export function comparisonSection(card: ReportCard): Html {
  const { accuracy, averagePrecision, auroc } = card.overall;
  return foldedSection(
    'comparison',
    'For comparison with other models',
    html`Numbers that do not depend on thresholds. They rank models; they do not say which detections to trust.`,
    html`<h3>Recordings</h3>
      <dl class="pairs wide">
        <dt>The species with the highest score is right</dt>
        <dd>${estimateText(accuracy)}</dd>
        <dt>Average precision, mean of the species</dt>
        <dd>${estimateText(averagePrecision)}</dd>
        <dt>AUROC, mean of the species</dt>
        <dd>${estimateText(auroc)}</dd>
      </dl>
      ${segmentsPart(card)}`,
  );
}

function segmentsPart({ segments, confusion }: ReportCard): Html {
  const heading = html`<h3 id="segments">Segments by themselves</h3>`;
  if (segments === null) {
    return html`${heading}
      <p>Not measured.</p>`;
  }
  const { accuracy, averagePrecision, auroc } = segments;
  const measured = (value: number | undefined): string => (value === undefined ? NOT_MEASURED : wholePercent(value));
  return html`${heading}
    <p>
      The same predictions for each of ${plural(segments.segments, 'short segment')}, without the sound around it. A
      segment counts as right if its best species is in its recording, so pauses between songs count against the model.
    </p>
    <dl class="pairs wide">
      <dt>Right</dt>
      <dd>${wholePercent(accuracy)}</dd>
      <dt>Average precision, mean of the species</dt>
      <dd>${measured(averagePrecision)}</dd>
      <dt>AUROC, mean of the species</dt>
      <dd>${measured(auroc)}</dd>
    </dl>
    ${scrolling(
      'segments-table',
      html`Segments, by species`,
      html`<table>
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
                <th scope="row" class="names">${speciesName(confusion.species[index] ?? '')}</th>
                <td class="n">${measured(measures?.averagePrecision)}</td>
                <td class="n">${measured(measures?.auroc)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
    )}`;
}
