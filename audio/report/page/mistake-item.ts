import type { Mistake, SpeciesReport } from '../types.js';
import { html, joined, name, type Html } from './html.js';
import type { ShownMistake } from './shown-media.js';
import { scoreText, spanText } from './text.js';

/** A mistake: what it is, what was said, its picture and its sound. */
export function mistakeItem({ species }: SpeciesReport, mistake: Mistake, shown: ShownMistake): Html {
  const { file, group, truth, kind, score, startSeconds, endSeconds } = mistake;
  const { picture = null, player = null } = shown;
  return html` <li>
    <h5>${kind === 'wrong' ? 'Detected, but it is not there' : 'Missed'}</h5>
    <dl class="pairs">
      <dt>File</dt>
      <dd><code>${name(file)}</code></dd>
      ${
        group !== file &&
        html`<dt>Group</dt>
          <dd>${name(group)}</dd>`
      }
      <dt>It is</dt>
      <dd>${truth.length === 0 ? 'background' : joined(truth.map(name), ', ')}</dd>
      <dt>Said</dt>
      <dd>
        ${
          kind === 'wrong'
            ? html`${name(species)}, score ${scoreText(score)}`
            : html`not ${name(species)}: score ${scoreText(score)}`
        }
      </dd>
      <dt>Time</dt>
      <dd>
        ${
          startSeconds === undefined || endSeconds === undefined
            ? 'the loudest part of the recording'
            : spanText(startSeconds, endSeconds)
        }
      </dd>
    </dl>
    ${(picture !== null || player !== null) && html`<figure>${picture}${player}</figure>`}
    ${shown.unreadable === true && html`<p class="muted">No picture or sound: the recording could not be read.</p>`}
  </li>`;
}
