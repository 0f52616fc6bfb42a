import { html, joined, name, scoreText, speciesName, wholePercent, type Html } from '../../pages/index.js';
import type { Season } from '../tally/index.js';
import { addressFrom } from './addresses.js';
import type { PageContext } from './context.js';

/** Model, settings, and what words mean. */
export function howMadeSection({ season, addresses, version }: PageContext, page: string): Html {
  const { model } = season.analysis;
  const trust =
    addresses.reportCard === undefined ? 'It may be overconfident' : 'Its report card says how often it is right';
  return html`<section aria-labelledby="how">
    <h2 id="how">How this was made</h2>
    <dl class="pairs facts">
      <dt>Model</dt>
      <dd>
        ${name(model.name)}${
          addresses.reportCard !== undefined &&
          html`: <a href="${addressFrom(page, addresses.reportCard)}">how well it knows its birds</a>`
        }
      </dd>
      ${settingsOf(season).map(
        ([term, value]) =>
          html`<dt>${term}</dt>
            <dd>${value}</dd>`,
      )}
      <dt>Program</dt>
      <dd>Lyrebird ${version}</dd>
    </dl>
    <dl class="pairs facts">
      <dt>Score</dt>
      <dd>How likely the model considers the species, from 0 to 1: the mean over the detection. ${trust}.</dd>
      <dt>Unknown?</dt>
      <dd>
        Stranger than 95 in 100 sounds of the species that the model was tested on: perhaps another species, or not a
        bird. Only models trained with folds can tell.
      </dd>
      <dt>Hour</dt>
      <dd>05 is from 05:00 to 05:59. A detection is counted in the hour in which it begins.</dd>
    </dl>
  </section>`;
}

function settingsOf({ analysis, lowestRateHz }: Season): readonly (readonly [string, Html])[] {
  const { threshold, thresholds, precision, byLoudness, contextSeconds, unknown, channel, top } = analysis.settings;
  const { lowHz, highHz } = analysis.bandHz;
  const own = Object.entries(thresholds).sort(([a], [b]) => (a < b ? -1 : 1));
  const ownText = joined(
    own.map(([species, value]) => html`${speciesName(species)} ${scoreText(value)}`),
    ', ',
  );
  const chosen = precision === null ? '' : `, for ${wholePercent(precision)} right ones`;
  const general = threshold === null ? html`those of the model${chosen}` : html`${scoreText(threshold)}`;
  return [
    ['Hears', html`${kilohertz(lowHz)} to ${kilohertz(highHz)} kHz${reach(highHz, lowestRateHz)}`],
    ['Thresholds', own.length === 0 ? general : html`${general}; ${ownText}`],
    ...(channel === 'mean' ? [] : [['Channel', html`${channel}`] as const]),
    ...(byLoudness === null ? [] : [['By loudness', html`${byLoudness ? 'yes' : 'no'}`] as const]),
    ...(contextSeconds === null ? [] : [['Context', html`${contextSeconds} s`] as const]),
    ...(unknown === null ? [] : [['Unknown', html`${unknown}`] as const]),
    ...(top === null ? [] : [['Ranked species', html`${top}`] as const]),
  ];
}

function kilohertz(frequencyHz: number): string {
  return String(Number((frequencyHz / 1000).toFixed(1)));
}

/** How high the recordings reach. */
function reach(highHz: number, lowestRateHz: number | undefined): string {
  if (lowestRateHz === undefined) return '';
  const reachHz = lowestRateHz / 2;
  if (reachHz >= highHz) return `; all recordings reach ${kilohertz(reachHz)} kHz`;
  return `; some recordings reach only ${kilohertz(reachHz)} kHz`;
}
