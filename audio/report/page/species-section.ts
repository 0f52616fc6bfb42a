import { drawChart } from '../../../src/figures/index.js';
import { plural } from '../../../src/format-number.js';
import type { RecordingCounts, ReportCard, SpeciesReport } from '../types.js';
import { chartImage } from './chart-image.js';
import { curveAt, curveChart } from './curve-chart.js';
import { gradeMark } from './grade.js';
import { html, joined, name, trusted, type Html } from './html.js';
import { mistakeItem } from './mistake-item.js';
import type { ShownMedia } from './shown-media.js';
import { estimateText, minutesText, scoreText, wholePercent } from './text.js';

/** Thresholds of the table below the chart. */
const LISTED_THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

const NO_CHART = html`<p class="muted">No chart: these recordings cannot show how well it is recognised.</p>`;

/** Anchor of a species' section. */
export function speciesId(index: number): string {
  return `species-${index + 1}`;
}

/** Draws the charts of all species, in their order: null where nothing was measured. */
export async function drawCurves({ species }: ReportCard): Promise<readonly (Html | null)[]> {
  const charts: (Html | null)[] = [];
  for (const report of species) {
    charts.push(report.curve.length === 0 ? null : trusted(await drawChart(curveChart(report))));
  }
  return charts;
}

/** What the report says of one species. */
export function speciesSection({ species }: ReportCard, index: number, chart: Html | null, media: ShownMedia): Html {
  const report = species[index]!;
  const id = speciesId(index);
  return html` <section class="species" aria-labelledby="${id}">
    <div class="head">
      <h3 id="${id}">${name(report.species)}</h3>
      ${gradeMark(report.grade)}
    </div>
    <p>${report.sentence}</p>
    <div class="columns">
      ${chart === null ? NO_CHART : curveFigure(report, chart)}
      <div>
        <dl class="pairs">
          <dt>Recordings</dt>
          <dd>
            ${plural(report.recordings, 'recording')} in ${plural(report.groups, 'group')},
            ${minutesText(report.minutes)}
          </dd>
          <dt>Average precision</dt>
          <dd>${estimateText(report.averagePrecision)}</dd>
          <dt>AUROC</dt>
          <dd>${estimateText(report.auroc)}</dd>
        </dl>
        <p>At the threshold of ${scoreText(report.threshold)}: ${countsText(report.atThreshold)}.</p>
        <p>${trustText(report)}</p>
        ${takenFor(report)}
      </div>
    </div>
    ${
      report.mistakes.length > 0 &&
      html`<h4>Worst mistakes</h4>
        <ul class="mistakes">
          ${report.mistakes.map((mistake, i) => mistakeItem(report, mistake, media.of(index, i)))}
        </ul>`
    }
  </section>`;
}

function trustText({ trust }: SpeciesReport): string {
  if (trust === null) return 'No threshold can be trusted on the evidence of these recordings.';
  return `To trust detections, use a threshold of ${scoreText(trust.threshold)}: ${countsText(trust)}.`;
}

function countsText({ right, wrong, missed, precision, recall }: RecordingCounts): string {
  return (
    `${plural(right, 'recording')} found, ${missed} missed, ${wrong} wrong; ` +
    `precision ${estimateText(precision)}, recall ${estimateText(recall)}`
  );
}

function takenFor({ takenFor: others }: SpeciesReport): Html {
  if (others.length === 0) return html`<p>No recording of it has a higher score for another species.</p>`;
  const list = others.map(({ species, recordings }) => html`${name(species)} (${plural(recordings, 'recording')})`);
  return html`<p>Its recordings are taken for ${joined(list, ', ')}.</p>`;
}

function curveFigure(report: SpeciesReport, chart: Html): Html {
  const { species, curve, threshold, trust } = report;
  const at = (value: number): string => {
    const point = curveAt(curve, value);
    const measures = point && `precision ${wholePercent(point.precision)}, recall ${wholePercent(point.recall)}`;
    return measures ?? 'nothing is detected';
  };
  const label =
    `Chart of precision and recall of ${species} over thresholds from 0 to 1. ` +
    `At the threshold ${scoreText(threshold)}: ${at(threshold)}.` +
    (trust === null ? '' : ` At the threshold to trust, ${scoreText(trust.threshold)}: ${at(trust.threshold)}.`);
  return html`<figure class="chart">
    ${chartImage(chart, label)}
    <figcaption>Precision and recall at every threshold, by the score of the recordings.</figcaption>
    <details>
      <summary>The chart in numbers</summary>
      <table>
        <caption>
          Precision and recall of ${name(species)}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="n">Threshold</th>
            <th scope="col" class="n">Precision</th>
            <th scope="col" class="n">Recall</th>
          </tr>
        </thead>
        <tbody>
          ${LISTED_THRESHOLDS.map((value) => {
            const point = curveAt(curve, value);
            return html`<tr>
              <th scope="row" class="n">${value.toFixed(1)}</th>
              <td class="n">${point ? wholePercent(point.precision) : '–'}</td>
              <td class="n">${wholePercent(point?.recall ?? 0)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </details>
  </figure>`;
}
