import { drawChart } from '../../../src/figures/index.js';
import { count, plural } from '../../../src/format-number.js';
import type { RecordingCounts, ReportCard, SpeciesReport } from '../types.js';
import {
  type Html,
  html,
  joined,
  minutesText,
  type Part,
  scoreText,
  shownName,
  speciesName,
  trusted,
  wholePercent,
} from '../../pages/index.js';
import { estimateText } from './estimate-text.js';
import { chartImage } from './chart-image.js';
import { curveChart } from './curve-chart.js';
import { gradeMark } from './grade.js';
import { mistakeItem } from './mistake-item.js';
import type { ShownMedia } from './shown-media.js';

const NO_CHART = html`<p>No chart: these recordings cannot show how well it is recognised.</p>`;

/** Anchor of a species' section. */
export function speciesId(index: number): string {
  return `species-${index + 1}`;
}

/** Draws the charts of all species, in their order: null where nothing was measured. */
export async function drawCurves({ species, lowestThreshold }: ReportCard): Promise<readonly (Html | null)[]> {
  const charts: (Html | null)[] = [];
  for (const report of species) {
    charts.push(report.curve.length === 0 ? null : trusted(await drawChart(curveChart(report, lowestThreshold))));
  }
  return charts;
}

/** What the report says of one species. */
export function speciesSection(card: ReportCard, index: number, chart: Html | null, media: ShownMedia): Html {
  const { species, lowestThreshold = 0 } = card;
  const report = species[index]!;
  const id = speciesId(index);
  return html` <section class="species" aria-labelledby="${id}">
    <div class="head">
      <h3 id="${id}">${speciesName(report.species)}</h3>
      ${gradeMark(report)}
    </div>
    <p>${report.sentence}</p>
    <div class="columns">
      ${chart === null ? NO_CHART : curveFigure(report, chart, lowestThreshold)}
      <div>
        <dl class="pairs">
          <dt>Recordings</dt>
          <dd>
            ${plural(report.recordings, 'recording')} in ${plural(report.groups, 'group')},
            ${minutesText(report.minutes)}
          </dd>
          <dt>Found</dt>
          <dd>${foundText(report.atThreshold)}</dd>
          <dt>Right</dt>
          <dd>${rightText(report.atThreshold)}</dd>
          ${confusedWith(report)}
        </dl>
        ${trustSentence(report)}
      </div>
    </div>
    ${mistakesPart(report, index, media)}
  </section>`;
}

function foundText({ right, missed, recall }: RecordingCounts): string {
  if (recall === null) return 'no recordings of it';
  return `${count(right)} of ${plural(right + missed, 'recording')}: ${estimateText(recall)}`;
}

function rightText({ right, wrong, precision }: RecordingCounts): string {
  if (precision === null) return 'no detections';
  return `${count(right)} of ${plural(right + wrong, 'detection')}: ${estimateText(precision)}`;
}

function trustSentence({ trust }: SpeciesReport): Html | null {
  if (trust === null) return null;
  const { right, wrong, missed } = trust;
  return html`<p>
    From a threshold of ${scoreText(trust.threshold)} on, it can be trusted: ${count(right)} of
    ${plural(right + wrong, 'detection')} right, ${count(right)} of ${plural(right + missed, 'recording')} found.
  </p>`;
}

/** By the highest score, and by detections. */
function confusedWith({ recordings, takenFor, alsoDetected, wrongIn }: SpeciesReport): Html | null {
  if (recordings === 0) return null;
  return html`<dt>Highest score</dt>
    <dd>
      in its recordings, ${takenFor.length === 0 ? 'always its own' : html`its own, except for ${counted(takenFor)}`}
    </dd>
    <dt>Also detected</dt>
    <dd>in its recordings, ${alsoDetected.length === 0 ? 'no other species' : counted(alsoDetected)}</dd>
    ${
      wrongIn.length > 0 &&
      html`<dt>Wrongly detected</dt>
        <dd>in recordings of ${counted(wrongIn)}</dd>`
    }`;
}

function counted(list: SpeciesReport['wrongIn']): Part {
  const named = list.map(
    ({ species, recordings }) => html`${species === null ? 'no bird' : speciesName(species)} (${count(recordings)})`,
  );
  return joined(named, ', ');
}

function mistakesPart(report: SpeciesReport, index: number, media: ShownMedia): Html | null {
  const { mistakes, atThreshold } = report;
  if (mistakes.length === 0) return null;
  const all = atThreshold.wrong + atThreshold.missed;
  const which = mistakes.length < all ? `The ${count(mistakes.length)} worst of ${count(all)} mistakes` : 'Mistakes';
  return html`<h4>${which}</h4>
    <ul class="cards">
      ${mistakes.map((mistake, i) => mistakeItem(report, mistake, media.of(index, i)))}
    </ul>`;
}

function curveFigure(report: SpeciesReport, chart: Html, lowestThreshold: number): Html {
  const { species, recordings, threshold, trust, listed = [] } = report;
  const own = listed.find((counts) => counts.threshold === threshold) ?? report.atThreshold;
  const label =
    `Chart of the detections of ${shownName(species)} that are right and of its recordings that are found, over ` +
    `thresholds from ${lowestThreshold} to 1. ` +
    `At the threshold ${scoreText(threshold)}: ${shownText(own, recordings)}.` +
    (trust === null
      ? ''
      : ` At the threshold to trust, ${scoreText(trust.threshold)}: ${shownText(trust, recordings)}.`);
  return html`<figure class="chart">
    ${chartImage(chart, label)}
    <figcaption>
      What other thresholds would give. The axis is stretched towards 1.
      ${
        lowestThreshold > 0 &&
        html`Below ${scoreText(lowestThreshold)}, a species is detected only where no other scores higher: not shown.`
      }
    </figcaption>
    <details>
      <summary>The chart in numbers</summary>
      ${
        listed.length > 0 &&
        html`<table>
          <caption>
            ${speciesName(species)} by threshold
          </caption>
          <thead>
            <tr>
              <th scope="col" class="n">Threshold</th>
              <th scope="col" class="n">Right</th>
              <th scope="col" class="n">Found</th>
            </tr>
          </thead>
          <tbody>
            ${listed.map((counts) => thresholdRow(report, counts))}
          </tbody>
        </table>`
      }
      <p>
        Over all thresholds: average precision ${estimateText(report.averagePrecision)}, AUROC
        ${estimateText(report.auroc)}.
      </p>
    </details>
  </figure>`;
}

type ListedCounts = NonNullable<SpeciesReport['listed']>[number];

/** What the chart shows at a threshold, in words. */
function shownText({ right, wrong }: Pick<ListedCounts, 'right' | 'wrong'>, recordings: number): string {
  if (right + wrong === 0) return 'nothing is detected';
  const [precision, recall] = [right / (right + wrong), right / recordings];
  return `${wholePercent(precision)} of detections are right, ${wholePercent(recall)} of recordings found`;
}

function thresholdRow({ threshold, trust, recordings }: SpeciesReport, listed: ListedCounts): Html {
  const { threshold: value, right, wrong } = listed;
  const what = value === threshold ? 'the model’s' : value === trust?.threshold ? 'to trust' : '';
  return html`<tr>
    <th scope="row" class="n">${what !== '' && html`<span class="what">${what}</span> `}${scoreText(value)}</th>
    <td class="n">${right + wrong > 0 ? `${count(right)} of ${count(right + wrong)}` : '–'}</td>
    <td class="n">${`${count(right)} of ${count(recordings)}`}</td>
  </tr>`;
}
