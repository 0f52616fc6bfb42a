import { drawChart } from '../../../src/figures/index.js';
import type { Calibration, ReportCard } from '../types.js';
import { calibrationChart } from './calibration-chart.js';
import { chartImage } from './chart-image.js';
import { html, trusted, type Html } from './html.js';
import { scoreText, wholePercent } from './text.js';

/** Draws the chart of the calibration; null without detections. */
export async function drawCalibration({ bins }: Calibration): Promise<Html | null> {
  const filled = filledBins(bins);
  return filled.length === 0 ? null : trusted(await drawChart(calibrationChart(filled)));
}

/** Whether probabilities mean what they say. */
export function calibrationSection({ calibration }: ReportCard, chart: Html | null): Html {
  const heading = html`<h2 id="calibration">Are the probabilities right?</h2>`;
  if (chart === null) {
    return html`<section aria-labelledby="calibration">
      ${heading}
      <p>Nothing was detected, so there is nothing to compare.</p>
    </section>`;
  }
  const bins = filledBins(calibration.bins);
  const label = `Chart of the fraction of detections that is right over their probability. ${bins
    .map(({ meanProbability, right }) => `At ${scoreText(meanProbability)}: ${wholePercent(right)} right`)
    .join('. ')}.`;
  return html`<section aria-labelledby="calibration">
    ${heading}
    <p>
      If detections with a probability of 0.8 are right in 80% of all cases, the points lie on the dashed line. Points
      below it: the model is too sure. Points above it: it is too cautious.
      ${calibration.error !== null && html`The mean distance from the line is ${wholePercent(calibration.error)}.`}
    </p>
    <div class="columns">
      <figure class="chart">
        ${chartImage(chart, label)}
        <figcaption>Larger points stand for more recordings.</figcaption>
      </figure>
      <table>
        <caption>
          The chart in numbers
        </caption>
        <thead>
          <tr>
            <th scope="col">Probability</th>
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
    </div>
  </section>`;
}

function filledBins(bins: Calibration['bins']): Calibration['bins'] {
  return bins.filter(({ recordings }) => recordings > 0);
}

/** A recording with two detections counts half in each of their bins. */
function tenths(value: number): string {
  return Number(value.toFixed(1)).toLocaleString('en-US');
}
