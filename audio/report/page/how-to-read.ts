import type { ReportCard } from '../types.js';
import { html, type Html } from './html.js';
import { wholePercent } from './text.js';

/** A line for each term. */
export function howToReadSection({ wishedPrecision }: ReportCard): Html {
  const terms: readonly (readonly [string, string])[] = [
    ['Score', 'How strongly the model takes a recording for a species, from 0 to 1.'],
    [
      'Threshold',
      'A species is detected where its score reaches the threshold. Higher: fewer detections, fewer of them wrong. ' +
        `The model’s thresholds were chosen for ${wholePercent(wishedPrecision)} right ones.`,
    ],
    ['Precision', 'Of the recordings in which a species is detected, the fraction that it is in.'],
    ['Recall', 'Of the recordings that a species is in, the fraction in which it is detected.'],
    [
      'Average precision',
      'Precision, averaged over all thresholds: 100% if every recording of the species has a higher score than all ' +
        'others. Rare species have low values by chance.',
    ],
    [
      'AUROC',
      'How often a recording of the species has a higher score than one without it. 50% is guessing, 100% is perfect.',
    ],
    [
      'Interval',
      'Where the true value lies, with 95% certainty, for recordings like these. Wide intervals mean too few groups.',
    ],
    [
      'Group',
      'Recordings of one session, person or place. They resemble each other, so ten recordings in one group say ' +
        'little more than one.',
    ],
    [
      'Grade',
      'Reliable: detections can be used as they are. Check: listen to them. Unusable: do not use them, and do not ' +
        'conclude from silence that the species is absent.',
    ],
    ['Spectrogram', 'Time from left to right, pitch from bottom to top. The more a spot stands out, the louder it is.'],
  ];
  return html`<section aria-labelledby="how-to-read">
    <h2 id="how-to-read">How to read this</h2>
    <dl class="terms">
      ${terms.map(
        ([term, meaning]) =>
          html`<dt>${term}</dt>
            <dd>${meaning}</dd>`,
      )}
    </dl>
  </section>`;
}
