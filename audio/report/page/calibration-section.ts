import { drawChart } from '../../../src/figures/index.js';
import type { Calibration, ReportCard } from '../types.js';
import { type Html, html, scoreText, trusted, wholePercent } from '../../pages/index.js';
import { calibrationChart } from './calibration-chart.js';
import { chartImage } from './chart-image.js';
import { foldedSection } from './folded.js';

/** Draws the chart of the calibration; null without detections. */
export async function drawCalibration({ bins }: Calibration): Promise<Html | null> {
  const filled = filledBins(bins);
  return filled.length === 0 ? null : trusted(await drawChart(calibrationChart(filled)));
}

/** Whether scores mean what they say. */
export function calibrationSection({ calibration }: ReportCard, chart: Html | null): Html {
  const purpose = html`Whether detections with a score of 0.8 are right in 8 of 10 cases.`;
  const content =
    chart === null
      ? html`<p>Nothing was detected, so there is nothing to compare.</p>`
      : comparison(calibration, chart);
  return foldedSection('calibration', 'Can scores be read as probabilities?', purpose, content);
}

function comparison({ bins, error }: Calibration, chart: Html): Html {
  const label = `Chart of the fraction of detections that are right over their mean score. ${filledBins(bins)
    .map(({ meanProbability, right }) => `At ${scoreText(meanProbability)}: ${wholePercent(right)} right`)
    .join('. ')}.`;
  return html`<p>
      The score of a detection here is its mean score, and so lower than its highest, which the threshold applies to.
      ${answer(error)} Points on the dashed line: scores are probabilities. Below it: they are too high. Above it: too
      low.
    </p>
    <div class="columns">
      <figure class="chart">
        ${chartImage(chart, label)}
        <figcaption>
          Larger points stand for more recordings. One with detections in several rows counts a part in each.
        </figcaption>
      </figure>
      <table>
        <caption>
          The chart in numbers
        </caption>
        <thead>
          <tr>
            <th scope="col">Score</th>
            <th scope="col" class="n">Mean</th>
            <th scope="col" class="n">Right</th>
            <th scope="col" class="n">Recordings</th>
          </tr>
        </thead>
        <tbody>
          ${bins.map(
            ({ from, to, recordings, meanProbability, right }) =>
              html` <tr>
                <th scope="row">${scoreText(from)} to ${scoreText(to)}</th>
                <td class="n">${scoreText(meanProbability)}</td>
                <td class="n">${wholePercent(right)}</td>
                <td class="n">${tenths(recordings)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** Off by as little as this, on average, scores are as good as probabilities. */
const SMALL_ERROR = 0.05;

function answer(error: number | null): string {
  if (error === null) return '';
  const off = `on average they are off by ${wholePercent(error)}`;
  return error <= SMALL_ERROR ? `Yes: ${off}.` : `Only roughly: ${off}.`;
}

function filledBins(bins: Calibration['bins']): Calibration['bins'] {
  return bins.filter(({ recordings }) => recordings > 0);
}

/** A recording with two detections counts half in each of their bins. */
function tenths(value: number): string {
  return Number(value.toFixed(1)).toLocaleString('en-US');
}
