import type { ReportCard } from '../types.js';
import { type Html, html, wholePercent } from '../../pages/index.js';

/** A line for each term. */
export function howToReadSection({ targetPrecision }: ReportCard): Html {
  const terms: readonly (readonly [string, string])[] = [
    ['Score', 'How strongly the model takes a sound for a species, from 0 to 1.'],
    [
      'Threshold',
      'A species is detected where its score reaches the threshold. Higher: fewer detections, fewer of them wrong. ' +
        `The model’s thresholds were chosen for ${wholePercent(targetPrecision)} right ones.`,
    ],
    [
      'Detection',
      'Here, a recording in which a species is detected, however often. Right: the species is in the recording. ' +
        'Elsewhere in Lyrebird, it is a part of a recording.',
    ],
    [
      'Grade',
      'Reliable: detections can be used as they are. Unusable: do not use them. Not known: these recordings are ' +
        'too few, or too much alike, to say. Everything else: listen to them; “right so far” means that none was ' +
        'wrong, but they are too few to be sure. That nothing is detected says that a species is absent only if ' +
        'nearly all of its recordings are found.',
    ],
    [
      '95% range',
      'Where the true value lies, with 95% certainty, for recordings like these. Wide ranges mean too few groups.',
    ],
    [
      'Group',
      'Recordings of one session, person or place. They resemble each other, so ten recordings in one group say ' +
        'little more than one.',
    ],
    [
      'Average precision',
      'The fraction of detections that are right, averaged over all thresholds: 100% if every recording of the ' +
        'species has a higher score than all others. Rare species have low values by chance.',
    ],
    [
      'AUROC',
      'How often a recording of the species has a higher score than one without it. 50% is guessing, 100% is perfect.',
    ],
    ['Spectrogram', 'Time from left to right, pitch from bottom to top. The more a spot stands out, the louder it is.'],
  ];
  return html`<section aria-labelledby="how-to-read">
    <h2 id="how-to-read">What words mean here</h2>
    <dl class="terms">
      ${terms.map(
        ([term, meaning]) =>
          html`<dt>${term}</dt>
            <dd>${meaning}</dd>`,
      )}
    </dl>
  </section>`;
}
